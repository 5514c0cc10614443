"""The kinds of files that are taken as documents, and what a sound one of each looks like inside.

Everything here looks at bytes that a stranger sent. It is therefore run in a process of its own, with little memory and little
time, which is then thrown away: `python -m workflow.paperwork.media`.
"""

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_EXTENSION = {"pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG, "txt": TEXT, "docx": DOCX, "xlsx": XLSX}
"""Which kind a name's extension promises."""

TRIAL = b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus; in two parts, so that none takes this file for one."""
INFECTED = "it holds the text that stands for a virus in tests"
