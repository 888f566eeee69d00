# Every number of `prepost analyse --format json --show-small-counts
# --resamples 0`, worked out again from the data files: base R, nlme for waves
# over time. Nothing of prepost is used but its conventions.
#     scripts/demo-data DEMO
#     Rscript tests/oracle/analyse.R ../shared/data DEMO >tests/oracle/analyse.csv
# Rows: data set, outcome, wave, place in the JSON, value, tolerance.
suppressMessages({library(nlme); library(sandwich)})
args <- commandArgs(TRUE)
shared <- args[1]; demo_dir <- args[2]
say <- function(set, outcome, wave, place, value, tolerance = 1e-8)
  cat(sprintf("%s,%s,%s,%s,%s,%g\n", set, outcome, wave, place,
              ifelse(is.na(value), "null", sprintf("%.12g", value)), tolerance))

# --- one outcome -------------------------------------------------------------
source(file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)[1])),
                 "one_outcome.R"))

outcome <- function(set, id, wave, pre, post, lower, sesoi = NA, group = NULL,
                    items_pre = NULL, items_post = NULL, norm = NULL, level = .95,
                    family_p = NULL, amount = NULL, cutoff = NULL, retest = NA, step = 1) {
  S <- function(place, value, tolerance = 1e-8) say(set, id, wave, place, value, tolerance)
  ok <- !is.na(pre) & !is.na(post); x <- pre[ok]; y <- post[ok]; d <- round(y - x, 12)
  n <- length(d); a <- 1 - level; sgn <- if (lower) -1 else 1
  S("n_pre", sum(!is.na(pre))); S("n_post", sum(!is.na(post))); S("n_paired", n)
  for (side in c("pre", "post")) { q <- describe(if (side == "pre") x else y)
    for (k in names(q)) S(paste0(side, ".", k), q[[k]]) }
  q <- describe(d)
  S("change.mean", q$mean); S("change.sd", q$sd); S("change.median", q$median)
  S("change.correlation", cor(x, y))
  S("change.n_better", sum(sgn * d > 0)); S("change.n_same", sum(d == 0)); S("change.n_worse", sum(sgn * d < 0))
  se <- q$sd / sqrt(n); df <- n - 1
  if (!is.null(group)) { g <- cr2(d, group[ok]); se <- g[["se"]]; df <- g[["df"]] }
  t <- q$mean / se; ci <- q$mean + c(-1, 1) * qt(1 - a / 2, df) * se; p <- 2 * pt(-abs(t), df)
  S("change.se", se); S("change.ci.0", ci[1]); S("change.ci.1", ci[2])
  S("t_test.t", t); S("t_test.df", df); S("t_test.p", p, 1e-7)
  w <- pratt(d)
  S("wilcoxon.w_plus", w$plus); S("wilcoxon.w_minus", w$minus); S("wilcoxon.p", w$p, 1e-7)
  S("wilcoxon.n_zero", sum(d == 0)); S("wilcoxon.hodges_lehmann", median(walsh(d)))
  h <- hl_interval(d, level); S("wilcoxon.ci.0", h[1]); S("wilcoxon.ci.1", h[2])
  up <- sum(d > 0); dn <- sum(d < 0)
  S("sign_test.p", min(1, 2 * pbinom(min(up, dn), up + dn, .5)))
  pe <- permutation(d); if (!is.na(pe)) S("permutation_test.p", pe, 1e-7)
  s <- shapiro.test(d); S("normality.w", s$statistic, 1e-6); S("normality.p", s$p.value, 1e-4)
  sav <- sqrt((var(x) + var(y)) / 2); r <- cor(x, y)
  J <- function(m) exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)
  dfav <- (n - 1) * (var(x) + var(y))^2 / (var(x)^2 + var(y)^2 + 2 * r^2 * var(x) * var(y))
  E <- function(name, est, unit, lam) { S(sprintf("effect_sizes.%s.estimate", name), est)
    S(sprintf("effect_sizes.%s.ci.0", name), lam[1] * unit, 1e-6)
    S(sprintf("effect_sizes.%s.ci.1", name), lam[2] * unit, 1e-6) }
  # with groups: the limits of t, se and df that allow for them
  lam <- ncp_limits(t, df, level) * se / q$sd
  dz <- q$mean / q$sd; rm <- sqrt(2 * (1 - r))
  E("d_z", dz, 1, lam); E("g_z", J(n - 1) * dz, 1, lam)
  E("d_av", q$mean / sav, q$sd / sav, lam); E("g_av", J(dfav) * q$mean / sav, q$sd / sav, lam)
  E("d_rm", dz * rm, rm, lam); E("d_pre", q$mean / sd(x), q$sd / sd(x), lam)
  rb <- rank_biserial(d, level)
  for (k in 1:3) S(paste0("effect_sizes.rank_biserial.", c("estimate", "ci.0", "ci.1")[k]), rb[k])
  b <- (sum(sgn * d > 0) + 1) / (n + 2); v <- (sum(sgn * d < 0) + 1) / (n + 2)
  bp <- .5 + .5 * ((b - v) + c(-1, 1) * qnorm(1 - a / 2) * sqrt((b + v - (b - v)^2) / (n + 2)))
  S("effect_sizes.probability_of_improvement.estimate", (sum(sgn * d > 0) + sum(d == 0) / 2) / n)
  S("effect_sizes.probability_of_improvement.ci.0", max(0, bp[1])); S("effect_sizes.probability_of_improvement.ci.1", min(1, bp[2]))
  S("bayes_factor.bf10", jzs(t, df, if (is.null(group)) n else (q$sd / se)^2, sqrt(2) / 2), 1e-6)
  if (!is.na(sesoi)) {
    S("equivalence.p", max(pt(-(q$mean + sesoi) / se, df), pt((q$mean - sesoi) / se, df)), 1e-7)
    e <- q$mean + c(-1, 1) * qt(1 - a, df) * se; S("equivalence.ci.0", e[1]); S("equivalence.ci.1", e[2])
  }
  power <- function(l) pt(-qt(1 - a / 2, df), df, l) + 1 - pt(qt(1 - a / 2, df), df, l)
  l <- uniroot(function(l) power(l) - .8, c(.5, 30), tol = 1e-12)$root
  S("minimum_detectable_change.raw", l * se, 1e-6)
  # those who left
  stayed <- pre[ok]; left <- pre[!is.na(pre) & is.na(post)]
  M <- function(place, value, tolerance = 1e-8) S(paste0("missing_data.", place), value, tolerance)
  M("n_before", length(stayed) + length(left)); M("n_left", length(left)); M("stayed_mean", mean(stayed))
  M("complete_case.estimate", q$mean); M("complete_case.ci.0", ci[1])
  M("if_unchanged", q$mean * n / (n + length(left)))
  if (length(left) > 1) {
    M("left_mean", mean(left))
    M("left_standardised_difference", (mean(left) - mean(stayed)) / sqrt((var(left) + var(stayed)) / 2))
    M("left_variance_ratio", var(left) / var(stayed))
    if (is.null(group)) { m <- mar(pre, post, level)
      M("mar_likelihood.estimate", m[1]); M("mar_likelihood.ci.0", m[2]); M("mar_likelihood.ci.1", m[3])
      M("multiple_imputation.estimate", m[1], .25 * (m[3] - m[2]) / abs(m[1])) } # as near as chance allows
    if (is.null(group) && m[2] * m[3] > 0)
      M("tipping_shift", (if (m[2] > 0) -m[2] else -m[3]) / (length(left) / (n + length(left))), 1e-7)
  }
  # reliability
  alpha <- NA; ra <- NULL
  if (!is.null(items_pre)) {
    ra <- alpha_of(items_pre, level); rb <- alpha_of(items_post, level); alpha <- ra[1]
    for (k in 1:3) { S(paste0("reliability.alpha_pre.", c("estimate", "ci.0", "ci.1")[k]), ra[k])
      S(paste0("reliability.alpha_post.", c("estimate", "ci.0", "ci.1")[k]), rb[k]) }
    om <- omega_of(items_pre); if (!is.na(om)) S("reliability.omega_pre.estimate", om, 1e-4)
  }
  # one person's change: published, or Jacobson and Truax's
  jt <- function(rel) (floor(1.96 * sqrt(2) * sd(x) * sqrt(1 - rel) / step + 1e-9) + 1) * step
  own <- if (!is.null(amount)) amount else if (!is.na(alpha)) jt(alpha) else NA
  counts <- function(place, amt) {
    k <- c(sum(sgn * d >= amt - 1e-9), sum(sgn * d <= -amt + 1e-9))
    S(paste0(place, "amount"), amt); S(paste0(place, "n_better"), k[1]); S(paste0(place, "n_worse"), k[2])
    for (j in 1:2) { w <- wilson(k[j] / n, n, level); nm <- c("better_ci", "worse_ci")[j]
      S(paste0(place, nm, ".0"), max(0, w[1])); S(paste0(place, nm, ".1"), w[2]) } }
  if (!is.na(own)) {
    counts("individuals.", own)
    w <- wilson(sum(sgn * d >= own - 1e-9) / (n + length(left)), n + length(left), level)
    M("worst_case.estimate", sum(sgn * d >= own - 1e-9) / (n + length(left))); M("worst_case.ci.0", w[1])
    rel <- c(ra[c(3, 2)], if (!is.null(amount)) alpha, if (!is.na(retest)) retest)
    rel <- sort(rel[!is.na(rel)], decreasing = TRUE)
    for (j in seq_along(rel)) { S(sprintf("other_amounts.%d.reliability", j - 1), rel[j])
      counts(sprintf("other_amounts.%d.", j - 1), jt(rel[j])) }
  }
  if (!is.null(cutoff)) {
    B <- x >= cutoff; A <- y >= cutoff
    S("recovery.n_beyond", sum(B)); S("recovery.n_crossed", sum(B & !A)); S("recovery.n_entered", sum(!B & A))
    S("recovery.n_recovered", sum(B & !A & sgn * d >= own - 1e-9))
    w <- wilson(sum(!B & A) / sum(!B), sum(!B), level); S("recovery.entered_ci.0", w[1]); S("recovery.entered_ci.1", w[2])
  }
  # drifting back
  o <- cor.test(d, (x + y) / 2)
  S("low_point.oldham.r", o$estimate); S("low_point.oldham.p", o$p.value, 1e-7)
  S("low_point.oldham.variance_ratio", var(y) / var(x))
  S("low_point.slope", coef(lm(y ~ x))[[2]])
  if (!is.null(norm)) {
    f <- lm(I(y - norm) ~ I(x - norm)); s <- summary(f)$coefficients[1, ]
    fs <- max(s[[2]], sqrt(vcovHC(f, "HC3")[1, 1])); k <- s[[1]] + c(-1, 1) * qt((1 + level) / 2, n - 2) * fs
    S("low_point.further.estimate", s[[1]]); S("low_point.further.p", 2 * pt(-abs(s[[1]] / fs), n - 2), 1e-7)
    S("low_point.further.ci.0", k[[1]]); S("low_point.further.ci.1", k[[2]])
    S("low_point.could_give", q$mean - s[[1]], 1e-7)
  }
  c(p = p, mean = sgn * q$mean, se = se, df = df, n = n)
}
# verdicts of one family: CONVENTIONS.md section 4
verdicts <- function(set, ids, waves, m, sesoi, level = .95) {
  holm <- p.adjust(m["p", ], "holm")
  for (i in seq_along(ids)) {
    est <- m["mean", i]; se <- m["se", i]; df <- m["df", i]; S <- sesoi[i]; a <- 1 - level
    L <- est - qt(1 - a / 2, df) * se; U <- est + qt(1 - a / 2, df) * se
    l <- est - qt(1 - a, df) * se; u <- est + qt(1 - a, df) * se
    say(set, ids[i], waves[i], "p_holm", holm[i], 1e-7)
    code <- if (holm[i] < a) { if (est > 0) if (!is.na(S) && u < S) "improved-small" else "improved"
                               else if (!is.na(S) && l > -S) "worsened-small" else "worsened" }
            else if (!is.na(S) && l > -S && u < S) "no-meaningful-change" else "inconclusive"
    cat(sprintf("%s,%s,%s,verdict.code,\"%s\",0\n", set, ids[i], waves[i], code))
  }
}
waves_over_time <- function(set, index, Y, tolerance = 2e-4) {
  w <- which(!is.na(Y), arr.ind = TRUE); w <- w[order(w[, 1], w[, 2]), ]
  d <- data.frame(id = w[, 1], wave = w[, 2], y = Y[w], w = factor(w[, 2]))
  g <- gls(y ~ 0 + w, d, correlation = corSymm(form = ~ wave | id), weights = varIdent(form = ~ 1 | w),
           control = glsControl(msMaxIter = 2000, msTol = 1e-12, tolerance = 1e-9))
  say(set, "growth", index, "n", length(unique(d$id)))
  for (k in seq_len(ncol(Y))) {
    say(set, "growth", index, sprintf("waves.%d.n", k - 1), sum(!is.na(Y[, k])))
    say(set, "growth", index, sprintf("waves.%d.mean.estimate", k - 1), coef(g)[[k]], tolerance)
    # the fit's own standard error; Kenward and Roger's, and the robust one, are
    # a little above it
    say(set, "growth", index, sprintf("waves.%d.mean.se", k - 1), sqrt(vcov(g)[k, k]), .1)
    if (k > 1) {
      say(set, "growth", index, sprintf("waves.%d.change.estimate", k - 1), coef(g)[[k]] - coef(g)[[1]], 30 * tolerance)
      L <- replace(numeric(ncol(Y)), c(1, k), c(-1, 1))
      say(set, "growth", index, sprintf("waves.%d.change.se", k - 1), sqrt(c(L %*% vcov(g) %*% L)), .1)
    }
  }
}

# --- Woodworth et al 2018 ----------------------------------------------------
a <- read.csv(file.path(shared, "woodworth2018/ahi-cesd.csv"))
a <- a[!duplicated(a[c("id", "occasion")]), ]
ids <- sort(unique(a$id)); row <- function(k) a[match(ids, ifelse(a$occasion == k, a$id, NA)), ]
ahi <- sprintf("ahi%02d", 1:24); cesd <- sprintf("cesd%02d", 1:20)
turned <- function(X, which, sum) { X[, which] <- sum - X[, which]; X }
first <- row(0); m1 <- m2 <- NULL
for (k in 1:5) {
  later <- row(k); w <- paste0("occasion_", k)
  m1 <- cbind(m1, outcome("woodworth", "ahi.total", w, first$ahiTotal, later$ahiTotal, FALSE,
    items_pre = first[ahi], items_post = later[ahi]))
  C0 <- turned(first[cesd] - 1, c(4, 8, 12, 16), 3); C1 <- turned(later[cesd] - 1, c(4, 8, 12, 16), 3)
  m2 <- cbind(m2, outcome("woodworth", "cesd.total", w, first$cesdTotal, later$cesdTotal, TRUE,
    items_pre = C0, items_post = C1))
}
for (k in 1:5) { verdicts("woodworth", "ahi.total", paste0("occasion_", k), m1[, k, drop = FALSE], NA)
  verdicts("woodworth", "cesd.total", paste0("occasion_", k), m2[, k, drop = FALSE], NA) }
for (i in 1:2) waves_over_time("woodworth", i - 1, sapply(0:5, function(k) row(k)[[c("ahiTotal", "cesdTotal")[i]]]))

# --- Covid and gaming --------------------------------------------------------
v <- read.csv(file.path(shared, "covid-gaming/lockdown2-qualtrics-raw.csv"), colClasses = "character")
v <- v[grepl("^R_", v$ResponseId), ]
num <- function(names) as.data.frame(lapply(v[names], function(x) suppressWarnings(as.numeric(x))))
dass <- list(depression = c(3, 5, 10, 13, 16, 17, 21), anxiety = c(2, 4, 7, 9, 15, 19, 20), stress = c(1, 6, 8, 11, 12, 14, 18))
m <- NULL
for (s in names(dass)) {
  P <- num(paste0("Q11_", dass[[s]])) - 1; Q <- num(paste0("Q38_", dass[[s]])) - 1
  m <- cbind(m, outcome("covid-gaming", paste0("dass21_from_one.", s), "during", 2 * rowSums(P), 2 * rowSums(Q), TRUE,
    items_pre = P, items_post = Q, step = 2))
}
P <- num(paste0("Q13_", 1:3)); Q <- num(paste0("Q39_", 1:3))
m <- cbind(m, outcome("covid-gaming", "ucla3.total", "during", rowSums(P), rowSums(Q), TRUE, items_pre = P, items_post = Q))
verdicts("covid-gaming", "dass21_from_one.depression", "during", m[, 1, drop = FALSE], NA)
verdicts("covid-gaming", c(paste0("dass21_from_one.", c("anxiety", "stress")), "ucla3.total"), rep("during", 3), m[, 2:4], rep(NA, 3))

# --- Beat the Blues: the arm that was offered it -----------------------------
b <- read.csv(file.path(shared, "r-packages/HSAUR3_BtheB.csv"))
Y <- as.matrix(b[, c("bdi.pre", "bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")])
arm <- b$treatment == "BtheB"; btheb_waves <- c("m2", "m3", "m5", "m8")
for (k in 2:5) outcome("btheb", "bdi.total", btheb_waves[k - 1], Y[arm, 1], Y[arm, k], TRUE)

# --- the demo ----------------------------------------------------------------
labels <- c("Not at all" = 0, "Several days" = 1, "More than half the days" = 2, "Nearly every day" = 3,
  "Hardly ever or never" = 1, "Some of the time" = 2, "Often" = 3, "Strongly disagree" = 1, "Disagree" = 2,
  "Agree" = 3, "Strongly agree" = 4)
code <- function(x) { x <- trimws(as.character(x)); ifelse(x %in% names(labels), labels[x], suppressWarnings(as.numeric(x))) }
files <- sort(list.files(demo_dir, "\\.csv$", full.names = TRUE))
rows <- function(pattern) do.call(rbind, lapply(grep(pattern, files, value = TRUE), function(f) {
  d <- read.csv(f, header = FALSE, skip = 1, colClasses = "character", na.strings = ""); d }))
B <- rows("-before"); A <- rows("-after")
people <- union(B[, 2], A[, 2])
at <- function(X) { X <- X[!duplicated(X[, 2]), ]; X[match(people, X[, 2]), ] }
B <- at(B); A <- at(A); group <- ifelse(is.na(B[, 3]), A[, 3], B[, 3])
scales <- list(hhi.total = list(12, c(3, 6)), empowerment28.total = list(28, c(4, 7, 8, 10, 16, 17, 21, 22, 23)),
  phq9.total = list(9, NULL), gad7.total = list(7, NULL), ucla3.total = list(3, NULL), ons4.satisfaction = list(1, NULL),
  ons4.worthwhile = list(1, NULL), ons4.happiness = list(1, NULL), ons4.anxiety = list(1, NULL))
norms <- list(hhi.total = 36.7, phq9.total = 2.91, gad7.total = 2.95, ons4.satisfaction = 7.45, ons4.worthwhile = 7.73)
sesoi <- c(2, .1, 2, 2, .5, .5, .5, .5, .5); from <- 5; m <- NULL; kept <- list()
for (i in seq_along(scales)) {
  s <- names(scales)[i]; k <- scales[[i]][[1]]; turn <- scales[[i]][[2]]
  X <- as.data.frame(lapply(B[from + 1:k], code)); Z <- as.data.frame(lapply(A[from + 1:k], code)); from <- from + k
  for (j in turn) { X[[j]] <- 5 - X[[j]]; Z[[j]] <- 5 - Z[[j]] }
  score <- function(X) { miss <- rowSums(is.na(X)); v <- rowMeans(X, na.rm = TRUE) * k
    v[miss > (if (s == "phq9.total") 2 else 0)] <- NA; if (s == "empowerment28.total") v / 28 else v }
  x <- score(X); y <- score(Z); kept[[s]] <- list(x, y)
  lower <- s %in% c("phq9.total", "gad7.total", "ucla3.total", "ons4.anxiety")
  m <- cbind(m, outcome("demo", s, "after", x, y, lower, sesoi[i], group,
    items_pre = if (k > 1) X, items_post = if (k > 1) Z, norm = norms[[s]],
    amount = c(phq9.total = 6, gad7.total = 4)[s] |> (\(v) if (is.na(v)) NULL else unname(v))(),
    cutoff = c(phq9.total = 10, gad7.total = 8)[s] |> (\(v) if (is.na(v)) NULL else unname(v))(),
    retest = c(hhi.total = .79, empowerment28.total = .85)[s] |> unname(),
    step = if (s == "empowerment28.total") 1 / 28 else 1))
}
verdicts("demo", names(scales)[1:2], rep("after", 2), m[, 1:2], sesoi[1:2])
verdicts("demo", names(scales)[3:9], rep("after", 7), m[, 3:9], sesoi[3:9])
# NHS Talking Therapies, person by person
p0 <- kept$phq9.total[[1]]; p1 <- kept$phq9.total[[2]]; g0 <- kept$gad7.total[[1]]; g1 <- kept$gad7.total[[2]]
form <- function(X) rowSums(!is.na(X[5 + 12 + 28 + 1:16])) > 0
done <- form(B) & form(A); done[is.na(done)] <- FALSE
tri <- function(d, k) ifelse(d <= -k, 1, ifelse(d >= k, -1, 0))
P <- tri(p1 - p0, 6); G <- tri(g1 - g0, 4); know <- !is.na(P) & !is.na(G)
better <- know & (P == 1 | G == 1) & P != -1 & G != -1; worse <- know & (P == -1 | G == -1) & P != 1 & G != 1
case0 <- (!is.na(p0) & p0 >= 10) | (!is.na(g0) & g0 >= 8); none0 <- !is.na(p0) & !is.na(g0) & !case0
none1 <- !is.na(p1) & !is.na(g1) & p1 < 10 & g1 < 8
T <- function(place, value, tol = 1e-8) say("demo", "talking_therapies", "", place, value, tol)
T("n", sum(done)); T("n_not_at_caseness", sum(done & none0))
rec <- done & case0 & none1
T("recovery.n", sum(rec)); T("recovery.of", sum(done & !none0)); T("reliable_recovery.n", sum(rec & better, na.rm = TRUE))
T("reliable_improvement.n", sum(done & better, na.rm = TRUE)); T("reliable_deterioration.n", sum(done & worse, na.rm = TRUE))
T("no_reliable_change.n", sum(done & know & P == 0 & G == 0, na.rm = TRUE))
w <- wilson(sum(rec) / sum(done & !none0), sum(done & !none0), .95); T("recovery.ci.0", w[1]); T("recovery.ci.1", w[2])
