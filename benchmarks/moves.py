"""Moves a second over HTTP, beside an endpoint of the same application that takes the same request and does nothing."""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import product
from urllib.request import urlopen

from sqlalchemy.engine import URL

from benchmarks import report
from benchmarks.ground import CALL, CORA, DIRECTION, OPENED, grounds, opened
from workflow import cases, invariants, people, verify
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.commands import Command, Move, Open
from workflow.database import Database
from workflow.outcomes import Receipt

MOST = 32
CLIENTS = (MOST, 1)
PATHS = {"nothing": "/v1/nothing/{ref}/moves", "moves": "/v1/cases/{ref}/moves"}
PATIENCE = 60.0
"""
