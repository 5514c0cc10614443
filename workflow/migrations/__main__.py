"""`python -m workflow.migrations what_it_does`: a new dated step, drawn from how the tables differ from the newest one."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from workflow import migrations
from workflow.store.database import Database


def main() -> None:
    """Write the step, to be read and mended by hand before it is shared."""
    if len(sys.argv) != 2 or not sys.argv[1].isidentifier():
        sys.exit("usage: python -m workflow.migrations what_it_does")
    name = f"{datetime.now(UTC):%Y_%m_%d}_{sys.argv[1]}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'present.db'}")
        migrations.upgrade(database)
        with migrations.connected(database) as connection:
            config = migrations.configured(connection)
            config.set_main_option("file_template", name)
            command.revision(config, message=sys.argv[1].replace("_", " "), autogenerate=True, rev_id=name)
        database.close()


main()
