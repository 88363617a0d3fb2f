"""The nouns of peruwatch: frozen values without behaviour of their own and without imports of ours."""
