"""What must always be true of the database. Each is named and is one query that returns nothing; they run after every test,
at the end of a simulation, and by `accord doctor`.
"""

from sqlalchemy import text
from sqlmodel import Session

INVARIANTS: dict[str, str] = {
    "a case stands at its last event": """
        SELECT c.ref FROM cases c LEFT JOIN events e ON e.case_id = c.id AND e.number = c.version
        WHERE e.seq IS NULL OR e.leaf <> c.head""",
    "a case has no event beyond its version": """
        SELECT c.ref FROM cases c JOIN events e ON e.case_id = c.id WHERE e.number > c.version OR e.number < 1""",
    "the head counts every event": """
        SELECT h.size FROM head h WHERE h.size <> (SELECT count(*) FROM events)
        OR h.size <> (SELECT coalesce(max(seq), 0) FROM events)""",
    "there is one head": "SELECT count(*) FROM head HAVING count(*) <> 1",
    "an event counts no later than it was recorded": "SELECT seq FROM events WHERE effective_at > recorded_at",
    "an event about a case is numbered in it": "SELECT seq FROM events WHERE (case_id IS NULL) <> (number IS NULL)",
    "a line holds what its cases reserve": """
        SELECT l.call, l.line FROM lines l LEFT JOIN (
            SELECT call, line, count(*) AS cases, sum(funds) AS funds FROM reservations GROUP BY call, line
        ) r ON r.call = l.call AND r.line = l.line
        WHERE l.cases_held <> coalesce(r.cases, 0) OR l.funds_held <> coalesce(r.funds, 0)""",
    "a line holds no more than its limits": """
        SELECT call, line FROM lines
        WHERE (cases_held > cases_limit AND NOT cases_about) OR cases_held < 0 OR funds_held < 0
        OR (funds_held > funds_limit AND NOT funds_about)""",
    "a reservation belongs to a case that holds its amount": """
        SELECT r.case_id FROM reservations r JOIN cases c ON c.id = r.case_id
        WHERE c.amount IS NULL OR c.amount <> r.funds OR c.call <> r.call""",
    "a case that holds an amount has reserved it": """
        SELECT c.ref FROM cases c WHERE c.amount IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reservations r WHERE r.case_id = c.id)""",
    "a case is due no earlier than its call says": """
        SELECT c.ref FROM cases c JOIN deadlines d ON d.call = c.call AND d.name = c.deadline WHERE c.due_at < d.at""",
    "a case due beside its call has an extension": """
        SELECT c.ref FROM cases c JOIN deadlines d ON d.call = c.call AND d.name = c.deadline
        WHERE c.due_at > d.at AND NOT EXISTS (
            SELECT 1 FROM extensions x WHERE x.case_id = c.id AND x.deadline = c.deadline AND x.at = c.due_at)
        AND NOT EXISTS (SELECT 1 FROM partner_deadlines p WHERE p.call = c.call AND p.direction = c.direction
            AND p.partner = c.partner AND p.at = c.due_at)""",
    "an extended case is marked so": """
        SELECT x.case_id FROM extensions x JOIN cases c ON c.id = x.case_id WHERE NOT c.extended""",
    "a case's filings are all there": """
        SELECT c.ref FROM cases c WHERE
        (SELECT count(*) FROM revisions r WHERE r.case_id = c.id AND r.side = 'home') <> c.home
        OR (SELECT count(*) FROM revisions r WHERE r.case_id = c.id AND r.side = 'counterpart') <> c.counterpart""",
    "what a counterpart submitted is a revision of its filing": """
        SELECT c.ref FROM cases c WHERE c.counterpart_filed < 0 OR c.counterpart_filed > c.counterpart
        OR (c.counterpart_filed = 0) <> (c.counterpart_filed_at IS NULL)""",
    "a case pins an edition that was published": """
        SELECT c.ref FROM cases c LEFT JOIN editions e ON e.call = c.call AND e.number = c.edition
        WHERE e.digest IS NULL""",
    "a case is numbered within its direction": """
        SELECT l.call, l.line FROM lines l WHERE l.line NOT LIKE '%/%' AND l.numbered <>
        (SELECT count(*) FROM cases c WHERE c.call = l.call AND c.direction = l.line)""",
    "a review was given by someone who had accepted": """
        SELECT r.case_id, r.reviewer FROM reviews r WHERE NOT EXISTS (
            SELECT 1 FROM assignments a WHERE a.case_id = r.case_id AND a.reviewer = r.reviewer
            AND a.status = 'accepted' AND a.number < r.number)""",
    "nobody reviews a case in spite of a conflict of interest": """
        SELECT a.case_id, a.reviewer FROM assignments a
        JOIN conflicts c ON c.case_id = a.case_id AND c.person = a.reviewer AND c.status IN ('declared', 'confirmed')
        WHERE a.status IN ('invited', 'accepted')
        AND NOT EXISTS (SELECT 1 FROM assignments n
            WHERE n.case_id = a.case_id AND n.reviewer = a.reviewer AND n.number > a.number)
        AND NOT EXISTS (SELECT 1 FROM conflicts n WHERE n.case_id = c.case_id AND n.person = c.person
            AND n.ground = c.ground AND n.number > c.number)""",
    "cases are counted where they stand": """
        WITH placed AS (
            SELECT call, direction, coalesce(topic, '') AS topic, state, coalesce(deadline, '') AS deadline,
                coalesce(due_at, '9999-01-01 00:00:00.000000') AS due_at,
                CASE WHEN counterpart_filed > 0 THEN 'both' WHEN counterpart_at IS NULL THEN 'one' ELSE 'told' END AS sides,
                coalesce(amount, 0) AS funds, coalesce(asked, 0) AS asked
            FROM cases
        ), counted AS (
            SELECT call, direction, topic, state, deadline, due_at, sides, count(*), sum(funds), sum(asked)
            FROM placed GROUP BY call, direction, topic, state, deadline, due_at, sides
        ), kept AS (
            SELECT call, direction, topic, state, deadline, due_at, sides, cases, funds, asked
            FROM counts WHERE cases <> 0 OR funds <> 0 OR asked <> 0
        )
        SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept) AS uncounted
        UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) AS miscounted""",
    "a grant names a call that exists": """
        SELECT g.id FROM grants g WHERE g.call IS NOT NULL AND g.call NOT IN (SELECT call FROM editions)""",
}


def find_broken(session: Session) -> dict[str, list[str]]:
    """The invariants that do not hold, each with up to ten of the rows that break it. Empty when all is well."""
    found: dict[str, list[str]] = {}
    for name, query in INVARIANTS.items():
        rows = session.execute(text(query)).fetchmany(10)
        if rows:
            found[name] = [" ".join(map(str, row)) for row in rows]
    return found
