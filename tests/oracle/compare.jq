# Compares rows of tests/oracle/analyse.csv with the JSON of `prepost analyse`:
#     jq -rn --arg set demo --rawfile csv analyse.csv --slurpfile r r.json -f
# Prints what differs, and how many were compared on the last line.
def close($a; $b; $tolerance):
  if ($a | type) != "number" or ($b | type) != "number" then $a == $b
  else (($a - $b) | fabs) <= $tolerance * ([1e-6, ($b | fabs)] | max) end;
def steps: split(".") | map(if test("^[0-9]+$") then tonumber else . end);
def found($r; $outcome; $wave):
  if $outcome == "growth" then $r.growth[$wave | tonumber]
  elif $outcome == "talking_therapies" then $r.talking_therapies
  else $r.outcomes[] | select(.outcome == $outcome and .wave == $wave) end;
[$csv | split("\n")[] | select(startswith($set + ",")) | split(",")
 | {outcome: .[1], wave: .[2], place: .[3], value: (.[4] | fromjson),
    tolerance: (.[5] | tonumber)}
 | . + {is: (. as $row | [found($r[0]; $row.outcome; $row.wave)][0]
             | getpath($row.place | steps))}]
| (.[] | select(close(.is; .value; .tolerance) | not)
   | "\(.outcome) \(.wave) \(.place): \(.is), by R \(.value)"),
  "\(length) numbers"
