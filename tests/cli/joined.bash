# Warnings are wrapped for 80 columns, the lines after the first set in by two:
# run, with each on one line again, so that tests can say what is in them.

eval "run_as_it_is() $(declare -f run | tail -n +2)"

joined() {
    sed -e ':more' -e '$!N' -e 's/\n  \([^ ]\)/ \1/' -e 't more' -e 'P' -e 'D' <<<"$1"
}

run() {
    run_as_it_is "$@"
    output=$(joined "${output-}")
    stderr=$(joined "${stderr-}")
}

# What they begin with, where results are close to earlier ones.
sent_none="if you have sent no earlier report or figures to anybody, delete \
those and send these. If you have: "
