# Works out every number of an evaluation again, from everyone's scores and
# answers, and compares. Written by `prepost export results --format r`.
#
#     Rscript check.R
#
# Base R does it all; nlme, which comes with R, looks over the waves over time.
# Each line: outcome, name, prepost's number, R's number, agree or not. The
# last line counts them. Exit status 1 when one does not agree.
#
# This folder holds what people said, one by one. Keep it to yourself.

options(warn = 1, digits = 10)
args <- commandArgs(FALSE)
here <- sub("^--file=", "", grep("^--file=", args, value = TRUE))
if (length(here) == 1) setwd(dirname(normalizePath(here)))

# Marked as UTF-8, not converted: a conversion to R's own locale stops, with no
# more than a warning, at the first letter that the locale does not know.
read <- function(file, ...) {
    old <- options(warn = 2)
    on.exit(options(old))
    table <- read.csv(file, check.names = FALSE, encoding = "UTF-8",
        na.strings = "", ...)
    texts <- vapply(table, is.character, NA)
    table[texts] <- lapply(table[texts], plain)
    names(table) <- plain(names(table))
    table
}
# What a spreadsheet would run, such as @Home, has an apostrophe before it.
plain <- function(text)
    gsub("([,;|\t\r\n]\"*)'('*[-=+@])", "\\1\\2",
         sub("^'('*[-=+@\t\r\n])", "\\1", text))
scores <- read("scores.csv", colClasses = c(participant = "character"))
answers <- read("responses.csv", colClasses = c(participant = "character"))
outcomes <- read("outcomes.csv",
    colClasses = c(arm = "character", comparison = "character"))
results <- read("results.csv", colClasses = c(outcome = "character",
    wave = "character", name = "character", value = "numeric",
    text = "character", arm = "character"))
everyone <- read("people.csv", colClasses = c(participant = "character"))
people <- everyone$participant
first <- outcomes$first_wave[1]

# --- what is compared, and how closely ---------------------------------------

mine <- new.env()   # R's numbers, by outcome, wave, arm and name
put <- function(outcome, wave, name, value, within = NA, arm = NA)
    assign(paste(outcome, wave, arm, name, sep = "\r"),
           list(value = as.numeric(value), within = within), mine)

# Numbers that cannot be worked out from scores and answers, and why.
explained <- rbind(
    c("^(level|seed|sesoi\\.value|equivalence\\.sesoi|comparison\\.level|(comparison\\.)?people_to_nearest)$",
      "the plan says so"),
    c("^inputs\\.", "counted at import, of rows in files that are not here"),
    c("near_misses$", "likenesses of identifiers, which are not here"),
    c("\\.norm\\.(mean|sd)$|recovery\\.value$", "published"),
    c("(individuals|reliable_change)\\.(reliability|threshold|amount)$",
      "published"),
    c("published .*\\.reliability$", "published"),
    c("^bootstrap", "random draws of prepost's own"),
    c("pooled\\.prediction\\.|shrunken_change\\.(ci|p)", "a mixture over the Q profile, tested in prepost itself"))

of <- function(o)
    results$outcome %in% o$outcome & results$wave %in% o$wave &
        results$arm %in% o$arm
told <- function(o, name) {
    row <- of(o) & results$name == name
    if (any(row)) results$value[row][1] else NA
}
told_text <- function(o, name) {
    row <- of(o) & results$name == name
    if (any(row)) results$text[row][1] else NA
}

for (part in c("pieces", "outcome", "people", "missing", "regions", "arms",
               "waves", "flow"))
    source(paste0("check-", part, ".R"))

# --- all outcomes ------------------------------------------------------------

outcomes$p <- NA
for (i in seq_len(nrow(outcomes))) {
    p <- one_outcome(outcomes[i, ])
    if (!is.null(p)) outcomes$p[i] <- p
}
for (family in split(seq_len(nrow(outcomes)),
                     paste(outcomes$wave, outcomes$role))) {
    p <- outcomes$p[family]
    holm <- p.adjust(p, "holm", n = length(p))
    for (k in seq_along(family)) {
        o <- outcomes[family[k], ]
        put(o$outcome, o$wave, "family_size", length(p), arm = o$arm)
        if (!is.na(holm[k]))
            put(o$outcome, o$wave, "p_holm", holm[k], arm = o$arm)
    }
}

regions_together()
waves_over_time()
flow()
leavers()
talking_therapies()

# --- side by side ------------------------------------------------------------

label <- function(x) ifelse(is.na(x), "", x)
agree <- differ <- told_only <- 0
unknown <- character()
numbers <- results[!is.na(results$value), ]
for (i in seq_len(nrow(numbers))) {
    r <- numbers[i, ]
    own <- mine[[paste(r$outcome, r$wave, r$arm, r$name, sep = "\r")]]
    if (is.null(own) || is.na(own$value)) {
        why <- which(vapply(explained[, 1], grepl, NA, r$name))
        if (length(why) > 0) told_only <- told_only + 1
        else unknown <- c(unknown, r$name)
        next
    }
    within <- if (is.na(own$within)) 1e-6 * max(abs(r$value), 1e-3)
              else own$within
    ok <- abs(own$value - r$value) <= within
    if (ok) agree <- agree + 1 else differ <- differ + 1
    cat(sprintf("%-22s %-10s %-52s %16.9g %16.9g %s\n", label(r$outcome),
                label(r$wave), r$name, r$value, own$value,
                if (ok) "agree" else "DIFFER"))
}
if (length(unknown) > 0) {
    count <- sort(table(unknown), decreasing = TRUE)
    cat("\nNot worked out again:\n")
    cat(sprintf("%6d  %s\n", count, names(count)), sep = "")
}
if (any(told_only > 0)) {
    cat("\nNot worked out again, for a reason:\n")
    cat(sprintf("  %s: %s\n", explained[, 1], explained[, 2]), sep = "")
}
cat(sprintf(paste0("\n%d numbers: %d agree, %d differ, %d given (reasons above), ",
                   "%d not worked out again\n"),
            nrow(numbers), agree, differ, told_only, length(unknown)))
quit(status = if (differ > 0) 1 else 0)
