"""Languages of sound and captions: codes as MediaConvert takes them, and names for people."""

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
# ISO 639-1, which BCP 47 prefers, by the code of three letters.
_SHORT = """
    aar aa abk ab afr af aka ak amh am ara ar arg an asm as ava av ave ae aym ay aze az bak ba
    bam bm bel be ben bn bis bi bod bo bos bs bre br bul bg cat ca ces cs cha ch che ce chu cu
    chv cv cor kw cos co cre cr cym cy dan da deu de div dv dzo dz ell el eng en epo eo est et
    eus eu ewe ee fao fo fas fa fij fj fin fi fra fr fry fy ful ff gla gd gle ga glg gl glv gv
    grn gn guj gu hat ht hau ha heb he her hz hin hi hmo ho hrv hr hun hu hye hy ibo ig ido io
    iii ii iku iu ile ie ina ia ind id ipk ik isl is ita it jav jv jpn ja kal kl kan kn kas ks
    kat ka kau kr kaz kk khm km kik ki kin rw kir ky kom kv kon kg kor ko kua kj kur ku lao lo
    lat la lav lv lim li lin ln lit lt ltz lb lub lu lug lg mah mh mal ml mar mr mkd mk mlg mg
    mlt mt mon mn mri mi msa ms mya my nau na nav nv nbl nr nde nd ndo ng nep ne nld nl nno nn
    nob nb nor no nya ny oci oc oji oj ori or orm om oss os pan pa pli pi pol pl por pt pus ps
    que qu roh rm ron ro run rn rus ru sag sg san sa sin si slk sk slv sl sme se smo sm sna sn
    snd sd som so sot st spa es sqi sq srd sc srp sr ssw ss sun su swa sw swe sv tah ty tam ta
    tat tt tel te tgk tg tgl tl tha th tir ti ton to tsn tn tso ts tuk tk tur tr twi tw uig ug
    ukr uk urd ur uzb uz ven ve vie vi vol vo wln wa wol wo xho xh yid yi yor yo zha za zho zh
    zul zu
"""
SHORT: Mapping[str, str] = dict(zip(_SHORT.split()[::2], _SHORT.split()[1::2], strict=True))
LONG: Mapping[str, str] = {short: long for long, short in SHORT.items()}
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


def shortest(language: str) -> str:
    """As a BCP 47 tag begins: two letters where there are two. Of a code of ISO 639, lower case."""
    return SHORT.get(code_of(language), code_of(language))
