# Stata files as other programs write them, for tests/ingest/test_stata.c:
#     Rscript tests/oracle/stata.R tests/data/stata
# haven writes through ReadStat; foreign is R core's own.
library(haven)
dir <- commandArgs(TRUE)[1]
often <- c("Hardly ever" = 0, "Sometimes" = 1, "Often" = 2)
item <- function(x, label) labelled(x, labels = often, label = label)
people <- data.frame(
    code = c("a1", "b\u00e4r", "c3"),
    q1 = item(c(0, 1, 2), "lack companionship"),
    q2 = item(c(2, NA, 1), "left out"),
    q3 = item(c(2, tagged_na("a"), 0), "isolated from others"),
    day = as.Date(c("2025-03-31", NA, "1959-12-31")),
    score = c(6.5, -1.25, 1e6),
    stringsAsFactors = FALSE)
attr(people$code, "label") <- "Your code"
for (version in c(8, 10, 12, 13, 14, 15))
    write_dta(people, file.path(dir, sprintf("haven-%02d.dta", version)),
              version = version)
people$code <- c("a1", "bar", "c3") # foreign knows no Unicode
people$day <- format(people$day) # nor Stata's formats of days
people$day[is.na(people$day)] <- "NA"
labels <- function(x) factor(as.integer(x), 0:2, names(often))
for (i in c("q1", "q2", "q3")) people[[i]] <- labels(people[[i]])
for (version in c(6, 8, 10))
    foreign::write.dta(people, version = version,
        file.path(dir, sprintf("foreign-%02d.dta", version)))
