#!/usr/bin/env bats
# REDCap: events, repeats, checkboxes, and the data dictionary beside the file.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PREPOST=${PREPOST:-$root/build/prepost}
    shared=${PP_SHARED_DATA:-$root/../shared/data}/platforms
    cd "$BATS_TEST_TMPDIR"
    # The project's own names and codes: its radio 1 to 4 stands for 0 to 3.
    cat >groups_DataDictionary.csv <<'CSV'
"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels","Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",Identifier?
record_id,intake,,text,"Record ID",,,,,,
full_name,intake,,text,"Name",,,,,,y
email,intake,,text,"E-mail",,,email,,,
story,intake,,notes,"Anything to add?",,,,,,
county,intake,,dropdown,"County","1, Eastshire | 2, Westshire",,,,,
help,intake,,checkbox,"Which help?","1, Groups | 2, Calls",,,,,
mood1,mood,,radio,"<b>Feeling nervous, anxious, or on edge</b>","1, Not at all | 2, Several days | 3, More than half the days | 4, Nearly every day",,,,,
mood2,mood,,radio,"Not being able to stop or control worrying","1, Not at all | 2, Several days | 3, More than half the days | 4, Nearly every day",,,,,
lonely1,lonely,,radio,"How often do you feel that you lack companionship?","1, Hardly ever | 2, Some of the time | 3, Often",,,,,
lonely2,lonely,,radio,"How often do you feel left out?","1, Hardly ever | 2, Some of the time | 3, Often",,,,,
lonely3,lonely,,radio,"How often do you feel isolated from others?","1, Hardly ever | 2, Some of the time | 3, Often",,,,,
CSV
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves:
  before: {name: on joining, aliases: [first_visit_arm_1]}
  after: {name: later, aliases: [third_month_arm_1]}
instruments: [ucla3, phq4]
outcomes: {ucla3.total: primary}
columns: {region: county}
YAML
    head='record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,full_name,email,story,county,help___1,help___2,mood1,mood2,lonely1,lonely2,lonely3,lonely_complete'
}

answers() { # answers SQL
    sqlite3 -separator ' ' evaluation.db "$1"
}

@test "labels of the dictionary are answers, whatever the project's codes" {
    printf '%s\n' "$head" \
        '1,enrolment_arm_1,,,Ann Example,ann@example.org,"long, story",1,1,0,,,,,,2' \
        '1,first_visit_arm_1,,,,,,,,,4,3,1,2,3,2' \
        '1,third_month_arm_1,,,,,,,,,1,2,1,1,1,2' >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'events that the plan does not name: "enrolment_arm_1" (1 row)'* ]]
    # Nearly every day is 3 and Several days 1, though the file has 4 and 2.
    [ "$(answers 'SELECT phq4_nervous, phq4_worry FROM phq4 ORDER BY wave')" = "3 2
0 1" ]
    [ "$(answers 'SELECT ucla3_1, ucla3_2, ucla3_3 FROM ucla3 ORDER BY wave')" = "1 2 3
1 1 1" ]
    run grep -c "Example\|example.org\|long, story" evaluation.db
    [ "$status" -eq 1 ]
}

@test "what a dry run says of each column" {
    printf '%s\n' "$head" '1,first_visit_arm_1,,,,,,,,,4,3,1,2,3,2' >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv --dry-run
    [[ "$output" == *"platform: REDCap"* ]]
    [[ "$output" == *"data dictionary: ./groups_DataDictionary.csv"* ]]
    [[ "$output" == *'"mood1", "Feeling nervous, anxious, or on edge" -> phq4_nervous (by its question)'* ]]
    [[ "$output" == *'"full_name", "Name" -> left out (an identifier by the data dictionary, never kept)'* ]]
    [[ "$output" == *'"email", "E-mail" -> left out (an address by the data dictionary, never kept)'* ]]
    [[ "$output" == *'"story", "Anything to add?" -> left out (free text by the data dictionary, never kept)'* ]]
    [[ "$output" == *'"lonely_complete" -> left out (whether a form was completed)'* ]]
}

@test "forms that repeat in rows of their own are one person's answers" {
    printf '%s\n' "$head" \
        '1,first_visit_arm_1,,,,,,1,1,0,,,,,,2' \
        '1,first_visit_arm_1,mood,1,,,,,,,2,2,,,,' \
        '1,first_visit_arm_1,lonely,1,,,,,,,,,3,3,3,2' >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 0 ]
    [ "$(answers 'SELECT phq4_nervous, phq4_worry FROM phq4')" = "1 1" ]
    [ "$(answers 'SELECT ucla3_1 FROM ucla3')" = 3 ]
    # The same form twice at one event is a second answer: as the plan says.
    echo '1,first_visit_arm_1,lonely,2,,,,,,,,,1,1,1,2' >>groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv --replace
    [ "$status" -eq 3 ]
    [[ "$output" == *"the same person answered at \"before\" in row 4 too"* ]]
    [ "$(answers 'SELECT count(*) FROM ucla3')" -eq 0 ]
    [ "$(answers 'SELECT phq4_nervous FROM phq4')" = 1 ]
}

@test "instances of a form as waves, where there are no events" {
    cat >evaluation.yaml <<'YAML'
title: Groups
charity: Example Charity
waves:
  before: {name: on joining, aliases: ["1"]}
  after: {name: later, aliases: ["2"]}
instruments: [ucla3]
outcomes: {ucla3.total: primary}
columns: {wave: redcap_repeat_instance, region: county}
YAML
    printf '%s\n' 'record_id,redcap_repeat_instrument,redcap_repeat_instance,lonely1,lonely2,lonely3' \
        1,lonely,1,1,1,1 1,lonely,2,3,3,3 >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 0 ]
    [ "$(answers 'SELECT ucla3_1 FROM ucla3 ORDER BY wave')" = "1
3" ]
}

@test "checkboxes are shown with the choice they stand for" {
    printf '%s\n' "$head" '1,first_visit_arm_1,,,,,,,,,4,3,1,2,3,2' >groups_DATA.csv
    cat >visits.yaml <<'YAML'
id: visits
name: Help taken
answers: 0-1
items:
  - {id: groups, aliases: ["Which help?: Groups"]}
  - {id: calls, aliases: ["Which help?: Calls"]}
better: higher
YAML
    sed -i 's/^instruments: .*/instruments: [ucla3, phq4, visits]/' evaluation.yaml
    printf '%s\n' "$head" '1,first_visit_arm_1,,,,,,,1,0,4,3,1,2,3,2' >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 0 ]
    [ "$(answers 'SELECT groups, calls FROM visits')" = "1 0" ]
}

@test "two dictionaries: which one is asked; one that is none is refused" {
    printf '%s\n' "$head" '1,first_visit_arm_1,,,,,,,,,4,3,1,2,3,2' >groups_DATA.csv
    cp groups_DataDictionary.csv other.csv
    run "$PREPOST" import groups_DATA.csv --dry-run
    [[ "$output" == *"2 data dictionaries lie beside it"*"name one in the plan"* ]]
    printf 'files:\n  - {path: groups_DATA.csv, dictionary: other.csv}\n' >>evaluation.yaml
    run "$PREPOST" import --dry-run
    [ "$status" -eq 0 ]
    [[ "$output" == *"data dictionary: "*"other.csv"* ]]
    printf 'a,b\n1,2\n' >other.csv
    run "$PREPOST" import --dry-run
    [ "$status" -eq 1 ]
    [[ "$output" == *'other.csv is no data dictionary of REDCap: it has no column "Variable / Field Name"'* ]]
}

@test "a published project: every variable is understood by its dictionary" {
    [ -d "$shared" ] || skip "the published data are not here: $shared"
    cp "$shared"/REDCapR-longitudinal-d*.csv .
    rm groups_DataDictionary.csv
    cat >evaluation.yaml <<'YAML'
title: A published project
charity: C
waves:
  first: {name: at the first visit, aliases: [visit_1_arm_1]}
  second: {name: at the second visit, aliases: [visit_2_arm_1]}
instruments: [weight]
outcomes: {weight.total: primary}
YAML
    sed 's/^    range: .*/    range: 0-200\n    aliases: [weight2]/' \
        "$root/tests/data/anorexia/weight.yaml" >weight.yaml
    run "$PREPOST" import REDCapR-longitudinal-data.csv --dry-run
    [[ "$output" == *"of its "*" variables are in the file"* ]]
    [[ "$output" == *'"first_name", "First Name" -> left out (an identifier by the data dictionary, never kept)'* ]]
    [[ "$output" == *'events that the plan does not name: "enrollment_arm_1" ('* ]]
    [[ "$output" == *'"weight2", "Weight (kilograms)" -> weight.total'* ]]
    [[ "$output" == *'"gym___1", "Gym (Weight Training): Tuesday" -> not understood, left out'* ]]
}

@test "a value outside the dictionary's limits is taken, and told with both" {
    sed -i 's/columns: {region: county}/columns: {region: county, date: seen, keep: {age: {headings: age, number: yes}}}/' evaluation.yaml
    cat >>groups_DataDictionary.csv <<'CSV'
age,intake,,text,"Age",,,integer,18,99,
seen,intake,,text,"Seen on",,,date_dmy,2025-01-01,today,
CSV
    printf '%s\n' record_id,redcap_event_name,age,seen,lonely1,lonely2,lonely3 \
        1,first_visit_arm_1,140,2025-03-01,1,2,3 \
        2,first_visit_arm_1,18,2024-12-31,1,2,3 \
        3,first_visit_arm_1,99,2025-01-01,1,2,3 \
        4,first_visit_arm_1,,,1,2,3 >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 0 ]
    [[ "$output" == *'row 2, column "age": "140" is outside what the data dictionary allows, 18 to 99; it was taken as it is'* ]]
    [[ "$output" == *'row 3, column "seen": "2024-12-31" is outside what the data dictionary allows, 2025-01-01 or more; it was taken as it is'* ]]
    [ "$(grep -c 'outside what' <<<"$output")" -eq 2 ]
    [ "$(answers 'SELECT count(*) FROM background WHERE age = 140')" -eq 1 ]
}

@test "a dictionary that turns the codes round: its words count, and it is told" {
    # Of the second no word is known: by its code it would be another answer.
    sed -i '/^lonely/s/1, Hardly ever | 2, Some of the time | 3, Often/1, Often | 2, Once in a while | 3, Hardly ever/' \
        groups_DataDictionary.csv
    printf '%s\n' "$head" \
        '1,first_visit_arm_1,,,,,,,,,4,3,1,2,3,2' >groups_DATA.csv
    run "$PREPOST" import groups_DATA.csv
    [ "$status" -eq 3 ]
    [[ "$output" == *'column "lonely1": the file calls 1 "Often", and the questionnaire calls it "Hardly ever or never" (and 2 more columns): the file'"'"'s words count. If the numbers were turned round before and the words were not, mend the file'"'"'s words'* ]]
    [[ "$output" == *'column "lonely2": "Once in a while" is not one of 1-3'* ]]
    [ "$(answers 'SELECT ucla3_1, ucla3_2, ucla3_3 FROM ucla3')" = "3  1" ]
    # Numbered from 1 instead of 0, in the same order, nothing is said.
    [[ "$output" != *mood1* ]]
}
