# Paired t tests of published data sets, for tests/cli/published.bats:
#     Rscript tests/oracle/published.R FOLDER/r-packages
dir <- commandArgs(TRUE)[1]
show <- function(name, change) {
    change <- change[!is.na(change)]
    t <- t.test(change)
    cat(sprintf("%-14s n %4d  change %.10f  t %.10f  p %.10g\n", name,
                length(change), mean(change), t$statistic, t$p.value))
}

sai <- read.csv(file.path(dir, "psychTools_sai.csv"))
items <- names(sai)[4:23]
turned <- c("calm", "secure", "at.ease", "rested", "comfortable", "confident",
            "relaxed", "content", "joyful", "pleasant")
for (item in turned) sai[[item]] <- 5 - sai[[item]]
sai$total <- rowSums(sai[items])               # NA where one is missing
sai <- sai[!is.na(sai$id), ]                   # six rows of GRAY
sai <- sai[!duplicated(sai[c("study", "time", "id")]), ] # HOME 2 23
wide <- reshape(sai[c("study", "id", "time", "total")], direction = "wide",
                idvar = c("study", "id"), timevar = "time")
for (study in c("AGES", "FILM", "XRAY"))
    show(study, (wide$total.2 - wide$total.1)[wide$study == study])
with(wide, show("sai 2", total.2 - total.1))
with(wide, show("sai 3", total.3 - total.1))
with(wide, show("sai 4", total.4 - total.1))
# Which items are turned round is in the answers too: a first component.
first <- prcomp(na.omit(read.csv(file.path(dir, "psychTools_sai.csv"))[items]))
cat("turned by the first component:", setequal(turned,
    items[sign(first$rotation[, 1]) == sign(first$rotation["calm", 1])]), "\n")

bdi <- read.csv(file.path(dir, "HSAUR3_BtheB.csv"))
for (month in c("2m", "3m", "5m", "8m"))
    show(paste("bdi", month), bdi[[paste0("bdi.", month)]] - bdi$bdi.pre)

weight <- read.csv(file.path(dir, "MASS_anorexia.csv"))
for (treat in c("Cont", "CBT", "FT"))
    with(weight[weight$Treat == treat, ], show(treat, Postwt - Prewt))
