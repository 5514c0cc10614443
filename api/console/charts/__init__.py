"""Charts, drawn here as SVG out of shapes and variables of the style sheet, so that they follow theme and policy."""

from api.console.charts.funnel import funnel as funnel
from api.console.charts.gauge import bar as bar
from api.console.charts.gauge import gauge as gauge
from api.console.charts.lifecycle_path import path as path
from api.console.charts.score_dots import dots as dots
from api.console.charts.score_dots import places as places
from api.console.charts.timeline import timeline as timeline
from api.console.charts.upcoming import horizon as horizon
