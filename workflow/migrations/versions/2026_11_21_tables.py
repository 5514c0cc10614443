"""The first tables, all of them: a schema that is made at once reads as one, however long it is."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "2026_11_21_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("parties", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.String(length=10), nullable=True),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("expires_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_agreements"),
    )
    op.create_table(
        "answers",
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"])

    op.create_table(
        "attempts",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_attempts"),
    )
    op.create_index("ix_attempts_at", "attempts", ["at"])

    op.create_table(
        "authorities",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("partner", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("contact", sa.String(length=1000), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorities"),
    )
    op.create_index("ix_authorities_partner", "authorities", ["partner"])

    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=True),
        sa.Column("partner", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("translated_title", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("entered_at", UTCDateTime(), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("home", sa.Integer(), nullable=False),
        sa.Column("counterpart", sa.Integer(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("counterpart_at", UTCDateTime(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("agreement", sa.String(length=100), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("asked", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("ref", name="uq_cases_ref"),
    )
    op.create_index(
        "ix_cases_agreement",
        "cases",
        ["agreement"],
        sqlite_where=sa.text("agreement IS NOT NULL"),
        postgresql_where=sa.text("agreement IS NOT NULL"),
    )
    op.create_index("ix_cases_call_direction", "cases", ["call", "direction"])
    op.create_index(
        "ix_cases_due_at_id",
        "cases",
        ["due_at", "id"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_cases_owner", "cases", ["owner"])
    op.create_index(
        "ix_cases_stale",
        "cases",
        ["call", "state"],
        sqlite_where=sa.text("stale IS 1"),
        postgresql_where=sa.text("stale IS true"),
    )
    op.create_index("ix_cases_standing", "cases", ["call", "state", "due_at"])

    op.create_table(
        "counts",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("sides", sa.String(length=4), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("funds", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("call", "direction", "topic", "state", "deadline", "due_at", "sides", name="pk_counts"),
    )
    op.create_table(
        "deadlines",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("first_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call", "name", name="pk_deadlines"),
    )
    op.create_table(
        "editions",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call", "number", name="pk_editions"),
    )
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("call", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("effective_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("case_id", "number", name="uq_events_case_id_number"),
    )
    op.create_index(
        "ix_events_actor_seq",
        "events",
        ["actor", "seq"],
        sqlite_where=sa.text("actor <> 'system'"),
        postgresql_where=sa.text("actor <> 'system'"),
    )

    op.create_table(
        "flows",
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_flows"),
    )
    op.create_index("ix_flows_expires_at", "flows", ["expires_at"])

    op.create_table(
        "head",
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_head"),
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("swept", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeats"),
    )
    op.create_table(
        "lines",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("line", sa.String(length=45), nullable=False),
        sa.Column("cases_limit", sa.Integer(), nullable=False),
        sa.Column("funds_limit", sa.BigInteger(), nullable=True),
        sa.Column("cases_held", sa.Integer(), nullable=False),
        sa.Column("funds_held", sa.BigInteger(), nullable=False),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("call", "line", name="pk_lines"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("registered_in", sa.String(length=200), nullable=True),
        sa.Column("ror", sa.String(length=9), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("ror", name="uq_organisations_ror"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("orcid", sa.String(length=19), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("disabled_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
        sa.UniqueConstraint("orcid", name="uq_people_orcid"),
    )
    op.create_table(
        "releases",
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("released_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("call", "direction", name="pk_releases"),
    )
    op.create_table(
        "assignments",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_assignments_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_assignments"),
    )
    op.create_index("ix_assignments_reviewer_case_id", "assignments", ["reviewer", "case_id"])

    op.create_table(
        "conflicts",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_conflicts_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_conflicts"),
    )
    op.create_index("ix_conflicts_person_case_id", "conflicts", ["person", "case_id"])

    op.create_table(
        "correspondence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["authority"], ["authorities.id"], name="fk_correspondence_authority"),
        sa.PrimaryKeyConstraint("id", name="pk_correspondence"),
    )
    op.create_index("ix_correspondence_authority", "correspondence", ["authority"])

    op.create_table(
        "credentials",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=400), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_credentials_person"),
        sa.PrimaryKeyConstraint("person", name="pk_credentials"),
    )
    op.create_table(
        "decisions",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("indicators", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_decisions"),
    )
    op.create_table(
        "documents",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=11), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signed_on", sa.String(length=10), nullable=True),
        sa.Column("signatories", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_documents_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_documents"),
    )
    op.create_index("ix_documents_id", "documents", ["id"])

    op.create_table(
        "extensions",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_extensions_case_id"),
        sa.PrimaryKeyConstraint("case_id", "deadline", name="pk_extensions"),
    )
    op.create_table(
        "factors",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_factors_person"),
        sa.PrimaryKeyConstraint("person", name="pk_factors"),
    )
    op.create_table(
        "feeds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_feeds_person"),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("digest", name="uq_feeds_digest"),
    )
    op.create_index("ix_feeds_person", "feeds", ["person"])

    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=True),
        sa.Column("partner", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_grants_person"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_person", "grants", ["person"])

    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("linked_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_identities_person"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_identities"),
    )
    op.create_index("ix_identities_person", "identities", ["person"])

    op.create_table(
        "links",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("call", sa.String(length=40), nullable=True),
        sa.Column("partner", sa.String(length=20), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_links_case_id"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_links_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_links"),
        sa.UniqueConstraint("id", name="uq_links_id"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index(
        "ix_outbox_unsent",
        "outbox",
        ["id"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )

    op.create_table(
        "presences",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("seen_size", sa.BigInteger(), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("left_size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_presences_person"),
        sa.PrimaryKeyConstraint("person", name="pk_presences"),
    )
    op.create_table(
        "receipts",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=11), nullable=False),
        sa.Column("authority", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("paper", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_receipts_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_receipts"),
    )
    op.create_table(
        "recoveries",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_recoveries_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_recoveries"),
    )
    op.create_index("ix_recoveries_person", "recoveries", ["person"])

    op.create_table(
        "reservations",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(length=45), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("funds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reservations_case_id"),
        sa.PrimaryKeyConstraint("case_id", "line", name="pk_reservations"),
    )
    op.create_table(
        "reviewers",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=500), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_reviewers_person"),
        sa.PrimaryKeyConstraint("person", name="pk_reviewers"),
    )
    op.create_table(
        "reviews",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(length=40), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("recommendation", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reviews_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_reviews"),
    )
    op.create_index("ix_reviews_reviewer_case_id", "reviews", ["reviewer", "case_id"])

    op.create_table(
        "revisions",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=11), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_revisions_case_id"),
        sa.PrimaryKeyConstraint("case_id", "side", "number", name="pk_revisions"),
    )
    op.create_table(
        "samenesses",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("home", sa.Integer(), nullable=False),
        sa.Column("counterpart", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_samenesses_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_samenesses"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.Column("fresh_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_sessions_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.UniqueConstraint("id", name="uq_sessions_id"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])

    op.create_table(
        "snoozes",
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("until", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_snoozes_case_id"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_snoozes_person"),
        sa.PrimaryKeyConstraint("person", "case_id", name="pk_snoozes"),
    )
    op.create_index("ix_snoozes_until", "snoozes", ["until"])

    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_tokens_person"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_person", "tokens", ["person"])

    op.create_table(
        "views",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_views_person"),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
        sa.UniqueConstraint("person", "name", name="uq_views_person_name"),
    )
    op.create_index(
        "ix_views_role",
        "views",
        ["role"],
        sqlite_where=sa.text("role IS NOT NULL"),
        postgresql_where=sa.text("role IS NOT NULL"),
    )

    op.create_table(
        "waivers",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_waivers_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_waivers"),
    )
