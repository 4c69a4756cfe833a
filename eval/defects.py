"""Which languages are taken for each other, which words negate, and what is wanted of the gates."""

from __future__ import annotations

SIBLINGS: dict[str, tuple[str, ...]] = {
    "amh_Ethi": ("tir_Ethi",),
    "cat_Latn": ("spa_Latn",),
    "glg_Latn": ("por_Latn", "spa_Latn"),
    "hin_Deva": ("npi_Deva", "mar_Deva"),
    "ind_Latn": ("zsm_Latn",),
    "mar_Deva": ("hin_Deva", "npi_Deva"),
    "npi_Deva": ("hin_Deva", "mar_Deva"),
    "nso_Latn": ("tsn_Latn",),
    "nya_Latn": ("sna_Latn",),
    "sna_Latn": ("nya_Latn",),
    "tir_Ethi": ("amh_Ethi",),
    "tsn_Latn": ("nso_Latn",),
    "xho_Latn": ("zul_Latn",),
    "zsm_Latn": ("ind_Latn",),
    "zul_Latn": ("xho_Latn",),
}

NEGATIONS: dict[str, list[str]] = {
    "afr_Latn": ["nie", "geen"],
    "amh_Ethi": ["አይደለም", "የለም", "አልነበረም"],
    "ben_Beng": ["না", "নয়", "নেই", "নি"],
    "cat_Latn": ["no", "mai"],
    "eng_Latn": ["not", "no", "never"],
    "cym_Latn": ["nid", "ddim", "ni", "nad"],
    "eus_Latn": ["ez"],
    "glg_Latn": ["non", "nunca"],
    "guj_Gujr": ["નથી", "ન", "નહીં", "નહોતો"],
    "hau_Latn": ["ba", "babu"],
    "hin_Deva": ["नहीं", "न", "मत"],
    "ind_Latn": ["tidak", "bukan", "tak", "belum"],
    "khm_Khmr": ["មិន", "ពុំ", "គ្មាន"],
    "mar_Deva": ["नाही", "नाहीत", "नव्हते", "नव्हता", "नव्हती", "न"],
    "npi_Deva": ["छैन", "होइन", "थिएन", "छैनन्", "नगर्ने"],
    "plt_Latn": ["tsy", "tsia"],
    "sin_Sinh": ["නැත", "නොවේ", "නැහැ"],
    "som_Latn": ["ma", "aan", "maan"],
    "swh_Latn": ["si", "sio", "siyo", "hapana", "hakuna", "bila", "kamwe"],
    "tam_Taml": ["இல்லை", "அல்ல"],
    "urd_Arab": ["نہیں", "نہ"],
    "yor_Latn": ["kò", "kì", "kìí", "kọ́"],
    "zsm_Latn": ["tidak", "bukan", "tak", "belum"],
}


def wants() -> dict[str, float]:
    """Give the shares that are wanted; clean text: at most, defects: at least."""
    return {
        "clean passages": 0.01,
        "clean first six words": 0.03,
        "wrong language": 0.99,
        "sibling language": 0.95,
        "other script": 0.99,
        "source copied": 0.99,
        "a loop": 0.99,
        "mojibake": 0.99,
        "cut in half": 0.90,
        "number changed": 0.98,
    }
