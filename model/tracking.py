"""Parameters of addresses that say who came from where: the page without them is the same."""

from __future__ import annotations

import re
from collections.abc import Collection

_NAMES = frozenset(
    {
        # advertisers' and networks' clicks
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid"),
        *("igshid", "igsh", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_openstat", "rb_clickid"),
        *("fb_source", "fb_ref", "fb_comment_id", "fb_action_ids", "fb_action_types", "wickedid", "wtrid", "xtor"),
        *("ref_src", "ref_url", "soc_src", "soc_trk", "usqp", "__twitter_impression"),
        # counters of visits, each with all the parameters that it documents
        *("mtm_campaign", "mtm_cpn", "mtm_keyword", "mtm_kwd", "mtm_source", "mtm_medium", "mtm_content", "mtm_cid"),
        *("mtm_group", "mtm_placement", "matomo_campaign", "matomo_kwd", "matomo_keyword", "matomo_source"),
        *("matomo_medium", "matomo_content", "matomo_cid", "matomo_group", "matomo_placement", "piwik_campaign"),
        *("piwik_kwd", "piwik_keyword", "pk_campaign", "pk_cpn", "pk_keyword", "pk_kwd", "pk_source", "pk_medium"),
        *("pk_content", "pk_cid", "pk_group", "pk_placement", "pk_vid", "at_campaign", "at_medium", "at_term"),
        *("at_content", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_format", "at_link_id"),
        *("at_link_origin", "at_link_type", "at_ptr_name", "at_bbc_team", "at_channel", "at_creation", "at_variant"),
        *("wt_mc", "wt.mc_id", "wt_zmc", "hsa_acc", "hsa_ad", "hsa_cam", "hsa_grp", "hsa_kw", "hsa_la", "hsa_mt"),
        *("hsa_net", "hsa_ol", "hsa_src", "hsa_tgt", "hsa_ver", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp"),
        *("hsctatracking", "sfmc_id", "sfmc_sub", "sfmc_j", "sfmc_mid", "sfmc_u", "sfmc_e", "sfmc_activityid"),
        *("vero_id", "vero_conv", "oly_enc_id", "oly_anon_id"),
        # what systems and services add
        *("_x_tr_sl", "_x_tr_tl", "_x_tr_hl", "_x_tr_pto", "_x_tr_sch", "_x_tr_hist", "_x_tr_enc", "amp_js_v"),
        *("amp_gsa", "amp_js", "__cf_chl_tk", "__cf_chl_rt_tk", "__cf_chl_f_tk", "__cf_chl_jschl_tk__", "smtyp"),
        *("replytocom", "phpsessid", "jsessionid", "doing_wp_cron", "noamp", "ampmode"),
    }
)
"""Known in full: a name that only begins like one of these may be what tells a publisher's articles apart."""
_PREFIX = "utm_"
"""Nobody but Google's campaigns uses it, with whatever comes after."""
_UNLESS_NUMBERS = frozenset({"referrer", "ncid", "ocid", "s_cid", "smid", "cmpid", "cmp"})
"""Names of campaigns, and elsewhere of articles, which have numbers."""
_NETWORKS = frozenset(
    {
        *("facebook", "twitter", "x", "linkedin", "reddit", "tumblr", "pinterest", "pocket", "telegram", "whatsapp"),
        *("jetpack-whatsapp", "skype", "email", "print", "mastodon", "bluesky", "threads", "nextdoor"),
    }
)
_PLACES = frozenset(
    {
        *("home", "homepage", "hp", "portada", "inicio", "menu", "nav", "navbar", "header", "footer", "sidebar"),
        *("rss", "feed", "feeds", "atom", "newsletter", "boletin", "mail", "email", "push", "app", "mobile", "share"),
        *("social", "facebook", "fb", "twitter", "tw", "x", "instagram", "ig", "whatsapp", "wa", "telegram"),
        *("linkedin", "reddit", "google", "bing", "search"),
    }
)
"""What `ref` says where it tells from where somebody came; elsewhere it is a reference number."""
_BY_VALUE = {"ref": _PLACES, "share": _NETWORKS, "amp": frozenset({"", "1", "true", "yes"})}
"""Names that track with these values alone."""
_NUMBERED = re.compile(r"\d+-")
_SLUG = re.compile(r"[^/.]*[a-z%][^/.]*-[^/.]+-[^/.]+(?:\.html?)?", re.IGNORECASE)

Pair = tuple[str, str]
"""Lower-case name and value."""


def tracks(pair: Pair, *, spelled: str, path: str, others: Collection[Pair]) -> bool:
    """Whether a parameter only tracks, in an address with this path and these parameters; `spelled` is its name."""
    name, value = pair
    if name in _NAMES or name.startswith(_PREFIX):
        return True
    if name in _UNLESS_NUMBERS:
        return not value.isdigit()
    if name in _BY_VALUE:
        return value in _BY_VALUE[name]
    if name == "nb":  # WordPress has it beside the network
        return any(other == "share" and network in _NETWORKS for other, network in others)
    return name == "itemid" and _is_menus(spelled, path, others)


def _is_menus(spelled: str, path: str, others: Collection[Pair]) -> bool:
    """Whether an Itemid is Joomla's, which chooses an entry of the menu, while something else names the article."""
    if any(name == "option" and value.startswith("com_") for name, value in others) or ("view", "article") in others:
        return True
    last = path.rstrip("/").rpartition("/")[2]
    return bool(_NUMBERED.match(last)) or (spelled == "Itemid" and bool(_SLUG.fullmatch(last)))


_FORMER_PREFIXES = (
    *("mtm_", "pk_", "piwik_", "matomo_", "at_", "hsa_", "sfmc_", "fb_action_", "_hs", "vero_", "oly_"),
    *("__cf_", "amp_js", "amp_gsa", "_x_tr_", "wt_mc", "cmpid"),
)
_FORMER_NAMES = frozenset({"referrer", "ncid", "ocid", "s_cid", "smid", "share", "nb", "itemid", "amp"})


def tracked_formerly(pair: Pair) -> bool:
    """Whether a parameter that counts now was left out of the keys in databases of before."""
    name, value = pair
    if name == "ref":
        return not value.isdigit()
    return name in _FORMER_NAMES or name.startswith(_FORMER_PREFIXES)
