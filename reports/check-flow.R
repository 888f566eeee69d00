# For check.R: who answered, who did not again, and the measures of NHS Talking
# Therapies.

# Answered anything at a wave.
has <- function(wave) people %in% scores$participant[scores$wave == wave]
ids <- unique(outcomes$outcome)
last <- outcomes$wave[nrow(outcomes)]

count_rows <- function(key, r) {
    before <- has(first) & r; after <- has(last) & r
    count <- function(what, rows)
        put(NA, NA, paste0(key, ".", what), sum(rows))
    count("n_people", r)
    count("n_before", before)
    count("n_after", after)
    count("n_both", before & after)
    count("n_before_only", before & !after)
    count("n_after_only", after & !before)
    groups <- unique(na.omit(background("group")[r]))
    put(NA, NA, paste0(key, ".n_groups"), length(groups))
}

# Days from the first questionnaire; none where dates are not kept.
days_to <- function(wave) {
    if (!"date" %in% names(answers)) return(numeric())
    days <- as.numeric(as.Date(wave_of("date", wave, answers)) -
                       as.Date(wave_of("date", first, answers)))
    days[!is.na(days)]
}

flow <- function() {
    count_rows("flow", rep(TRUE, length(people)))
    for (wave in unique(scores$wave))
        put(NA, NA, paste0("flow.waves.", wave, ".n"), sum(has(wave)))
    for (k in c("region", "group"))
        for (level in unique(na.omit(background(k))))
            count_rows(paste0("flow.", k, "s.", level),
                       background(k) %in% level)
    o <- outcomes[outcomes$outcome == ids[1] & outcomes$wave == last, ]
    for (i in which(!is.na(o$arm))) {
        count_rows(paste0("flow.arms.", o$arm_people[i]), in_arm(o[i, ]))
        count_rows(paste0("flow.arms.", o$comparison_people[i]),
                   arms_in(o[i, ]) %in% o$comparison[i])
    }
    for (wave in unique(outcomes$wave)) {
        days <- days_to(wave)
        at <- paste0("flow.gaps.", wave)
        put(NA, NA, paste0(at, ".n"), length(days))
        put(NA, NA, paste0(at, ".days_median"), median(days))
        put(NA, NA, paste0(at, ".days_q1"), quantile(days, 0.25))
        put(NA, NA, paste0(at, ".days_q3"), quantile(days, 0.75))
    }
    put(NA, NA, "flow.gap_days_median", median(days_to(last)))
}

# Those who did not answer again, by what is kept of people: differences of
# shares in standard deviations of the two (Austin 2009).
leavers <- function() {
    columns <- results$name[grepl("^leavers\\..*\\.column$", results$name)]
    for (key in sub("\\.column$", "", columns)) {
        x <- background(column_name(sub("leavers.", "", key, fixed = TRUE)))
        stayed <- x[has(first) & has(last)]; gone <- x[has(first) & !has(last)]
        put(NA, NA, paste0(key, ".n_stayed"), sum(!is.na(stayed)))
        put(NA, NA, paste0(key, ".n_left"), sum(!is.na(gone)))
        if (is.numeric(x) && paste0(key, ".levels.1.mean_left") %in%
            results$name) {
            apart(paste0(key, ".levels.1"), stayed, gone)
            put(NA, NA, paste0(key, ".levels.1.mean_stayed"),
                mean(stayed, na.rm = TRUE))
            put(NA, NA, paste0(key, ".levels.1.mean_left"),
                mean(gone, na.rm = TRUE))
            put(NA, NA, paste0(key, ".levels.1.variance_ratio"),
                var(gone, na.rm = TRUE) / var(stayed, na.rm = TRUE))
        } else {
            for (k in unique(na.omit(x)))
                apart(paste0(key, ".levels.", k), ifelse(stayed == k, 1, 0),
                      ifelse(gone == k, 1, 0))
        }
    }
}

apart <- function(key, stayed, gone) {
    count <- function(x) if (all(x %in% c(0, 1, NA))) sum(x, na.rm = TRUE)
                         else sum(!is.na(x))
    put(NA, NA, paste0(key, ".n_stayed"), count(stayed))
    put(NA, NA, paste0(key, ".n_left"), count(gone))
    put(NA, NA, paste0(key, ".difference"),
        (mean(gone, na.rm = TRUE) - mean(stayed, na.rm = TRUE)) /
        sqrt((var(gone, na.rm = TRUE) + var(stayed, na.rm = TRUE)) / 2))
}

# NHS Talking Therapies: caseness 10 and 8, reliable change 6 and 4. Who is
# not known on one of them is in no group but everyone.
talking_therapies <- function() {
    if (all(c("phq9.total", "gad7.total") %in% ids)) {
        p0 <- wave_of("phq9.total", first); p1 <- wave_of("phq9.total", last)
        g0 <- wave_of("gad7.total", first); g1 <- wave_of("gad7.total", last)
        form <- (!is.na(p0) | !is.na(g0)) & (!is.na(p1) | !is.na(g1))
        yes <- function(x) !is.na(x) & x
        known <- !is.na(p1 - p0) & !is.na(g1 - g0)
        case <- yes(p0 >= 10) | yes(g0 >= 8)
        no_case <- yes(p0 < 10 & g0 < 8)
        could <- form & !no_case
        recovered <- case & yes(p1 < 10 & g1 < 8)
        up <- yes(p0 - p1 >= 6) | yes(g0 - g1 >= 4)
        down <- yes(p1 - p0 >= 6) | yes(g1 - g0 >= 4)
        share <- function(name, part, whole) {
            at <- paste0("talking_therapies.", name)
            put(NA, NA, paste0(at, ".n"), sum(part & whole))
            put(NA, NA, paste0(at, ".of"), sum(whole))
            put(NA, NA, paste0(at, ".share"), sum(part & whole) / sum(whole))
            put_ci(function(k, v) put(NA, NA, k, v), paste0(at, ".ci"),
                   wilson(sum(part & whole), sum(whole), outcomes$level[1]))
        }
        if (any(form)) {
            put(NA, NA, "talking_therapies.n", sum(form))
            put(NA, NA, "talking_therapies.n_not_at_caseness", sum(form & no_case))
            share("recovery", recovered, could)
            share("reliable_recovery", recovered & known & up & !down, could)
            share("reliable_improvement", known & up & !down, form)
            share("reliable_deterioration", known & down & !up, form)
            share("no_reliable_change", known & !up & !down, form)
        }
    }
}
