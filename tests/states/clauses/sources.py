"""Every clause that was found in the source documents: its name, the lines where it stands, how strong it is.

The numbers are those of the sources' lines. `must`, `in-principle` and `encouraged` say how the source puts it; `ambiguous` is
what it leaves open or blank. The programme files are held against this list, so that none of it is lost unseen.
"""

ZHONGGUANCUN = """
ZGC-01 | 3 | must
ZGC-02 | 7 | must
ZGC-02A | 9 | must
ZGC-02B | 11 | must
ZGC-02C | 13 | must
ZGC-03 | 15 | encouraged
ZGC-04 | 17 | must
ZGC-05 | 21 | must
ZGC-05-evidence | 21-27 | encouraged
ZGC-05A | 23 | must
ZGC-05B | 25 | must
ZGC-05C | 27 | must
ZGC-06 | 29 | must
ZGC-07 | 32 | must
ZGC-08 | 1, 34 | information
"""
STATE_AWARD = """
IST-01 | 3, 6 | information
IST-02 | 23 | must
IST-03 | 24 | must
IST-04 | 25 | must
IST-05 | 26 | must
IST-05-evidence | 26 | encouraged
IST-06 | 27 | must
IST-07 | 20 | must
IST-08 | 10, 12, 14, 16 | information
IST-09 | 18 | information
IST-10 | 32-34 | information
IST-11 | 8, 32 | ambiguous
IST-12 | 29 | information
"""
GUIDELINE = """
P-01 | 6-8 | must
P-02 | 10-12 | must
P-03 | 3, 17-25 | ambiguous
P-04 | 15 | ambiguous
P-05 | 28 | information
P-06 | 32 | must
P-07 | 36 | information
P-08 | 36 | in-principle
P-09 | 36 | must
P-10 | 40-303 | ambiguous
1.1-area | 42 | must
1.1-a | 47 | must
1.1-b | 47 | in-principle
1.1-c | 48 | must
1.1-d | 48 | must
1.1-e | 48 | must
1.1-f | 48 | must
1.1-g | 49 | must
1.1-h | 51 | must
1.1-i | 52 | must
1.1-j | 52 | in-principle
1.1-k | 52 | must
1.1-l | 53 | must
1.1-quota | 43-44 | must
1.2-partners | 55 | must
1.2-area | 56-57 | must
1.2-P-08 | 36 | in-principle
1.2-quota | 58-59 | must
1.3-partners | 61 | must
1.3-area | 63-68 | must
1.3-a | 68 | must
1.3-P-08 | 36 | in-principle
1.3-quota | 69-70 | must
1.4-partners | 72 | must
1.4-area | 74-82 | must
1.4-topic | 74-83 | must
1.4-a | 74-78 | must
1.4-b | 80-84 | must
1.4-P-08 | 36 | in-principle
1.5-partners | 86 | must
1.5-area | 88 | must
1.5-P-08 | 36 | in-principle
1.5-quota | 89-90 | ambiguous
1.6-partners | 92 | must
1.6-area | 95-101 | must
1.6-a | 109 | must
1.6-b | 111 | must
1.6-c | 111, 117 | information
1.6-d | 111 | must
1.6-e | 113 | encouraged
1.6-f | 115-117 | must
1.6-g | 119-121 | in-principle
1.6-h | 123-125 | must
1.6-i | 127 | in-principle
1.6-j | 127-129 | encouraged
1.6-k | 131 | must
1.6-quota | 103-105 | must
1.7-partners | 136 | must
1.7-area | 139-144 | must
1.7-a | 152 | encouraged
1.7-b | 152 | must
1.7-c | 152 | must
1.7-d | 152 | information
1.7-e | 152 | encouraged
1.7-f | 154 | in-principle
1.7-g | 156 | must
1.7-h | 158 | in-principle
1.7-i | 158 | encouraged
1.7-j | 160 | must
1.7-k | 160 | must
1.7-l | 160 | information
1.7-quota | 146-148 | ambiguous
1.8-partners | 162 | must
1.8-area | 164 | must
1.8-a | 172 | ambiguous
1.8-b | 172 | must
1.8-b-contents | 172 | must
1.8-c | 174 | must
1.8-d | 174 | in-principle
1.8-e | 176 | must
1.8-f | 176 | must
1.8-g | 178 | must
1.8-h | 180 | must
1.8-quota | 166-168 | must
1.9-partners | 184 | must
1.9-area | 187-188 | must
1.9-a | 196-198 | must
1.9-b | 200 | must
1.9-c | 202 | must
1.9-d | 204 | must
1.9-quota | 190-192 | must
2.0-partners | 208 | must
2.0-area | 210-212 | must
2.0-a | 220-222 | must
2.0-b | 224 | must
2.0-quota | 214-216 | must
2.1-partners | 230 | must
2.1-area | 232-234 | must
2.1-a | 242 | must
2.1-b | 244-246 | must
2.1-c | 248 | must
2.1-quota | 236-238 | must
2.2-partners | 252 | must
2.2-area | 255-259 | must
2.2-a | 265 | in-principle
2.2-b | 265-267 | must
2.2-quota | 261-263 | must
2.3-partners | 269 | must
2.3-area | 271 | must
2.3-a | 277 | in-principle
2.3-b | 277 | must
2.3-quota | 273-275 | must
2.4-partners | 279 | must
2.4-area | 282-285 | must
2.4-a | 293 | must
2.4-b | 295 | must
2.4-c | 295 | must
2.4-d | 297 | must
2.4-e | 299 | encouraged
2.4-quota | 287-289 | must
2.5-partners | 303 | must
2.5-area | 305-307 | must
2.5-a | 313 | must
2.5-b | 315 | must
2.5-quota | 309-311 | must
"""
DEFAULTS = """
1.1-budget | 43-44 | encouraged
1.2-budget | 58-59 | encouraged
1.3-budget | 69-70 | encouraged
1.4-budget | 74-84 | encouraged
1.5-budget | 89-90 | encouraged
1.6-h-all | 123-125 | encouraged
1.6-P-08 | 36 | encouraged
1.6-budget | 103-105 | encouraged
1.7-P-08 | 36 | encouraged
1.7-budget | 146-148 | encouraged
1.8-budget | 166-168 | encouraged
1.9-budget | 190-192 | encouraged
2.0-P-08 | 36 | encouraged
2.0-budget | 214-216 | encouraged
2.1-P-08 | 36 | encouraged
2.1-budget | 236-238 | encouraged
2.2-P-08 | 36 | encouraged
2.2-budget | 261-263 | encouraged
2.3-P-08 | 36 | encouraged
2.3-budget | 273-275 | encouraged
2.4-budget | 287-289 | encouraged
2.5-P-08 | 36 | encouraged
2.5-budget | 309-311 | encouraged
"""
"""What we add to the guideline of our own: flags that refuse nothing."""
EVENTS = """
BAST-01 | 8 | information
BAST-02 | 20 | information
BAST-03 | 30 | information
BAST-04 | 37 | information
BAST-05 | 20 | ambiguous
BAST-06 | 20 | must
BAST-06-other | 20 | must
BAST-06-international | 20 | encouraged
BAST-days | 20 | in-principle
BAST-ahead | 20 | in-principle
BAST-07 | 20 | ambiguous
BAST-08 | 12 | information
BAST-09 | 20 | encouraged
"""
CLAUSES = sorted(
    (name, line, strength)
    for table in (ZHONGGUANCUN, STATE_AWARD, GUIDELINE, DEFAULTS, EVENTS)
    for name, line, strength in (row.split(" | ") for row in table.split("\n") if row)
)
