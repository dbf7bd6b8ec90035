"""Two complete, invented sets of answers, as they are stored: one a company, one its works council."""

from surveys.problems import Document, Json

DONT_KNOW: Json = {"missing": "dont_know"}
REFUSED: Json = {"missing": "refused"}
WAVE = {"ZJ": 2030, "BJ": 2025}


def each(rows: str, *codes: Json) -> dict[str, Json]:
    """Rows of a matrix with these codes in turn."""
    names = rows.split()
    return {name: codes[number % len(codes)] for number, name in enumerate(names)}


DRIVERS = "dig ai aut veh sup co2 h2 cir dem lab reg org"
FUNDING = "p82 p82a p81 p87a p106a p111a afbg land bf tarif"
SOURCES = "portal wbv tns ba ihk hwk ak assoc union prov web"
BARRIERS = "time cost short offer trans dist need fund motiv pre poach unc hire"
TOPICS = "plan need intro run sel tech fund"

COMPANY: Document = {
    "wz_division": "28",
    "ags_kreis": "10044",
    "unit_scope": "1",
    "emp_total": 1250,
    "emp_struct": {"app": {"n": 60}, "o55": {"n": 310}, "noq": {"n": 45}, "pt": {"n": 128}, "tmp": {"n": 0}},
    "representation": "1",
    "cba": "1",
    "auto_dep_vehicle": "3",
    "auto_dep_engine": "2",
    "drv": each(DRIVERS, "3", "2", "4", DONT_KNOW),
    "drv_top": ["aut", "dem", "dig"],
    "tech": each("erp cloud bigd genai ml rob iot add xr hv h2 ren", "2", "1", "0"),
    "strategy": each("dig cli per wb", "2", "1"),
    "emp_target": 1180,
    "roster": [
        {
            "id": "r1",
            "kldb": "25",
            "level": "2",
            "n_now": 640,
            "n_target": 560,
            "change": "2",
            "n_up": 220,
            "n_re": 35,
            "fields": ["K06", "K07"],
            "urgency": "2",
            "shortage": "1",
        },
        {
            "id": "r2",
            "kldb": "27",
            "level": "3",
            "n_now": 180,
            "n_target": DONT_KNOW,
            "change": "1",
            "n_up": 60,
            "n_re": 0,
            "fields": ["K03"],
            "urgency": "1",
            "shortage": "2",
        },
    ],
    "retire_n": 150,
    "data_basis": "1",
    "fields": ["K03", "K06", "K07", "K90"],
    "fields_other": "Lasertechnik & „Remote Laser Welding“",
    "cmp": {
        "K03": {"now": "1", "need": "3", "n": 60, "urgency": "1", "hours": "2"},
        "K06": {"now": "2", "need": "3", "n": 220, "urgency": "2", "hours": "3"},
        "K07": {"now": "1", "need": "2", "n": DONT_KNOW, "urgency": "3", "hours": "2"},
        "K90": {"now": "0", "need": "2", "n": 12, "urgency": "2", "hours": "3"},
    },
    "quali_total": 280,
    "quali_total_h120": 48,
    "quali_total_reskill": REFUSED,
    "needs_method": ["plan", "matr"],
    "train_any": "1",
    "train_n": {"total": {"n": 410}},
    "train_hours": 9840,
    "formats": ["intc", "ojt", "self"],
    "budget": "1",
    "budget_amount": "312.50",
    "worktime": "2",
    "instruments": ["bv", "plan"],
    "decider": ["hr", "line", "br"],
    "bar": each(BARRIERS, "1", "2", "0"),
    "sources": each(SOURCES, "2", "1", "0"),
    "portal_sat": "4",
    "providers": ["own", "cham"],
    "gap": {
        "K03": {"fit": "2", "mismatch": ["lev", "date"]},
        "K06": {"fit": "1"},
        "K07": {"fit": "3", "mismatch": ["cont"]},
        "K90": {"fit": "4"},
    },
    "pref_formats": ["extc", "blend"],
    "pref_daytime": ["day"],
    "pref_course": "Hochvolt-Schulung <b>vor Ort</b>,\nmöglichst in zwei Blöcken",
    "fund": each(FUNDING, "1", "0", "2"),
    "fund_bar": ["unk", "adm"],
    "bv82a": "0",
    "inv": each(TOPICS, "2", "1", DONT_KNOW),
    "agree": "4",
    "support": ["new", "exch"],
    "pool": "1",
    "respondent": "2",
}

COUNCIL: Document = {
    "emp_class": "S9",
    "representation": "1",
    "representation_members": 15,
    "cba": "1",
    "drv": each(DRIVERS, "3", "2", "4"),
    "drv_top": ["aut", "ai", "dem"],
    "strategy": each("dig cli per wb", "1", "0"),
    "emp_trend": "2",
    "roster": [
        {"id": "r1", "kldb": "25", "level": "2", "change": "3", "share": "4", "fields": ["K06"], "jobrisk": "3"},
    ],
    "risk": ["noq", "shift"],
    "fields": ["K06", "K16"],
    "cmp": {
        "K06": {"now": "1", "need": "3", "share": "4", "urgency": "1"},
        "K16": {"now": "2", "need": "3", "share": DONT_KNOW, "urgency": "2"},
    },
    "quali_share": "4",
    "train_any": "1",
    "train_freq": each("1 2 3 4", "0", "1", "2", "3"),
    "worktime": "1",
    "suffic": "1",
    "decider": ["mgmt"],
    "bar": each(BARRIERS, "1", "2", "0"),
    "sources": each(SOURCES, "0", "1"),
    "gap": {"K06": {"fit": "3", "mismatch": ["cont", "place"]}, "K16": {"fit": "1"}},
    "fund": each(FUNDING, "1", "0"),
    "inv": each(TOPICS, "2", "3"),
    "informed": "1",
    "agree": "3",
    "comment": "Bitte mehr Angebote für Schichtbeschäftigte.",
}
