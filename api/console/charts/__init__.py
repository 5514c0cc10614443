"""Charts, drawn here as SVG: shapes and variables of the style sheet only, so that they follow the theme and a strict policy."""

from api.console.charts.gauge import bar as bar
from api.console.charts.gauge import gauge as gauge
from api.console.charts.horizon import horizon as horizon
from api.console.charts.path import path as path
