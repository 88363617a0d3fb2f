"""Where readers of news see it otherwise than the dictionaries."""

FALSE_FRIENDS = {
    "en": frozenset({"arms", "customs", "stated", "stricken"}),
    "es": frozenset({"morales", "reyes", "rojas", "torres", "vargas"}),
    "pt": frozenset({"reis", "torres", "vargas"}),
}
"""By language, folded. They are found as they are written: "Torres" is no tower. docs/queries.md lists them, too."""

TRUE_FRIENDS = {
    "en": {
        "beating": "beat",
        "bombing": "bomb",
        "burning": "burn",
        "closing": "close",
        "drowning": "drown",
        "flooding": "flood",
        "kidnapping": "kidnap",
        "shot": "shoot",
        "trafficking": "traffic",
        "warning": "warn",
    },
    "es": {
        "alcaldesa": "alcalde",
        "jueza": "juez",
        "ministra": "ministro",
        "muerta": "muerto",
        "presidenta": "presidente",
    },
    "pt": {"morta": "morto", "presidenta": "presidente"},
}
"""By language, folded: words that dictionaries hold for words of their own, and what they are forms of."""
