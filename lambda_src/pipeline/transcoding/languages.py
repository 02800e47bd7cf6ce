"""Languages of sound: codes as MediaConvert takes them, and names for people."""

from collections.abc import Mapping

# ISO 639-2 has two codes for these: a file may tell the first (bibliographic), jobs get the other.
TERMINOLOGY: Mapping[str, str] = {
    **{"alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces"},
    **{"dut": "nld", "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl"},
    **{"mac": "mkd", "mao": "mri", "may": "msa", "per": "fas", "rum": "ron", "slo": "slk"},
    **{"tib": "bod", "wel": "cym"},
}
# LanguageCode in MediaConvert's model. Other codes it takes as CustomLanguageCode.
_CODES = """
    aar abk afr aka amh ara arg asm ava ave aym aze bak bam bel ben bih bis bod bos bre bul cat
    ces cha che chu chv cor cos cre cym dan deu div dzo ell eng enm epo est eus ewe fao fas fij
    fin fra frm fry ful ger gla gle glg glv grn guj hat hau heb her hin hmo hrv hun hye ibo ido
    iii iku ile ina ind ipk isl ita jav jpn kal kan kas kat kau kaz khm kik kin kir kom kon kor
    kua kur lao lat lav lim lin lit ltz lub lug mah mal mar mkd mlg mlt mon mri msa mya nau nav
    nbl nde ndo nep nld nno nob nor nya oci oji ori orj orm oss pan pli pol por pus qaa qpc que
    roh ron run rus sag san sin slk slv sme smo sna snd som sot spa sqi srb srd srp ssw sun swa
    swe tah tam tat tel tgk tgl tha tir tng ton tsn tso tuk tur twi uig ukr urd uzb ven vie vol
    wln wol xho yid yor zha zho zul
"""
CODES = frozenset(_CODES.split())
UNTOLD = "und"
NAMES: Mapping[str, str] = {
    **{"ara": "Arabic", "ben": "Bengali", "bul": "Bulgarian", "cat": "Catalan", "ces": "Czech"},
    **{"cym": "Welsh", "dan": "Danish", "deu": "German", "ell": "Greek", "eng": "English"},
    **{"est": "Estonian", "eus": "Basque", "fas": "Persian", "fin": "Finnish", "fra": "French"},
    **{"gle": "Irish", "heb": "Hebrew", "hin": "Hindi", "hrv": "Croatian", "hun": "Hungarian"},
    **{"ind": "Indonesian", "isl": "Icelandic", "ita": "Italian", "jpn": "Japanese"},
    **{"kor": "Korean", "lav": "Latvian", "lit": "Lithuanian", "msa": "Malay", "nld": "Dutch"},
    **{"nor": "Norwegian", "pol": "Polish", "por": "Portuguese", "ron": "Romanian"},
    **{"rus": "Russian", "slk": "Slovak", "slv": "Slovenian", "spa": "Spanish", "srp": "Serbian"},
    **{"swe": "Swedish", "tam": "Tamil", "tha": "Thai", "tur": "Turkish", "ukr": "Ukrainian"},
    **{"urd": "Urdu", "vie": "Vietnamese", "zho": "Chinese"},
}


def code_of(language: str) -> str:
    """ISO 639-2/T, or 639-3 where that has none; ``language`` may be 639-2/B."""
    return TERMINOLOGY.get(language, language)
