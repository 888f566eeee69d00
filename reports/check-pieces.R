# For check.R: what more than one part of it needs.

wave_of <- function(column, wave, data = scores) {
    rows <- data$wave == wave
    data[rows, column][match(people, data$participant[rows])]
}
background <- function(column) {
    if (!column %in% names(everyone)) return(rep(NA, length(people)))
    everyone[[column]]
}
# As scores.csv writes the name of a column.
column_name <- function(name) {
    name <- gsub("[^A-Za-z0-9]", "_", name, useBytes = TRUE)
    ifelse(grepl("^[A-Za-z]", name), name, paste0("x", name))
}
# Everyone's arm; whether a finding is about them.
arms_in <- function(o) as.character(background(column_name(o$arm_column)))
in_arm <- function(o)
    if (is.na(o$arm)) rep(TRUE, length(people)) else arms_in(o) %in% o$arm
wilson <- function(x, n, level) {
    if (n == 0) return(c(NA, NA))
    suppressWarnings(prop.test(x, n, conf.level = level,
                               correct = FALSE)$conf.int)
}

# A linear contrast with Bell and McCaffrey's (2002) variance and degrees of
# freedom, for any model: the textbook matrices, not prepost's short forms.
cr2 <- function(X, y, group, contrast) {
    X <- as.matrix(X)
    inverse <- solve(crossprod(X))
    M <- diag(nrow(X)) - X %*% inverse %*% t(X)
    residual <- drop(M %*% y)
    rows <- split(seq_along(y), group)
    variance <- 0
    G <- matrix(0, length(y), length(rows))
    for (j in seq_along(rows)) {
        i <- rows[[j]]
        e <- eigen(M[i, i, drop = FALSE], symmetric = TRUE)
        inner <- ifelse(e$values > 1e-10, 1 / sqrt(pmax(e$values, 1e-300)), 0)
        A <- e$vectors %*% (inner * t(e$vectors))
        a <- drop(A %*% X[i, , drop = FALSE] %*% inverse %*% contrast)
        variance <- variance + sum(a * residual[i])^2
        G[, j] <- M[, i, drop = FALSE] %*% a
    }
    S <- crossprod(G)
    list(estimate = sum(contrast * (inverse %*% crossprod(X, y))),
         se = sqrt(variance), df = sum(diag(S))^2 / sum(S^2))
}
# The same with HC3 (MacKinnon and White 1985) and residual df.
hc3 <- function(X, y, contrast) {
    X <- as.matrix(X)
    inverse <- solve(crossprod(X))
    leverage <- rowSums((X %*% inverse) * X)
    residual <- drop(y - X %*% inverse %*% crossprod(X, y))
    V <- inverse %*% crossprod(X * residual / (1 - leverage)) %*% inverse
    list(estimate = sum(contrast * (inverse %*% crossprod(X, y))),
         se = sqrt(drop(t(contrast) %*% V %*% contrast)),
         df = nrow(X) - ncol(X))
}
# Blanks are groups of one, which are not counted. NULL: too few groups to
# allow for.
groups_of <- function(group) {
    group <- as.character(group)
    if (n_named(group) < 4) return(NULL)
    blank <- is.na(group)
    group[blank] <- paste0("\r", seq_len(sum(blank)))
    group
}
n_named <- function(group) length(unique(na.omit(group)))

# Signed ranks with zeros as Pratt (1959) has them: the chance of a sum of
# positive ranks as large, and as small, as the one seen.
signed_ranks <- function(d) {
    d <- round(d, 9)
    r <- rank(abs(d))
    list(plus = sum(r[d > 0]), minus = sum(r[d < 0]), moved = r[d != 0])
}
tails <- function(d) {
    s <- signed_ranks(d)
    if (length(d) > 500) {
        z <- (s$plus - sum(s$moved) / 2) / sqrt(sum(s$moved^2) / 4)
        return(c(upper = pnorm(-z), lower = pnorm(z)))
    }
    steps <- round(2 * s$moved)
    chance <- 1
    for (k in steps)
        chance <- (c(chance, numeric(k)) + c(numeric(k), chance)) / 2
    at <- round(2 * s$plus) + 1
    c(upper = sum(chance[at:length(chance)]), lower = sum(chance[1:at]))
}
walsh <- function(d) {
    m <- outer(d, d, "+") / 2
    round(m[!lower.tri(m)], 9)
}
# Shifts between and at all Walsh averages; where each tail stops rejecting.
shift_interval <- function(d, level) {
    w <- sort(unique(walsh(d)))
    points <- numeric(2 * length(w) - 1)
    points[seq(1, by = 2, length.out = length(w))] <- w
    if (length(w) > 1)
        points[seq(2, by = 2, length.out = length(w) - 1)] <-
            (w[-1] + w[-length(w)]) / 2
    alpha <- (1 - level) / 2
    cut <- function(tail, from, to) {  # rejects at from, not at to
        while (abs(to - from) > 1) {
            middle <- (from + to) %/% 2
            if (tails(d - points[middle])[[tail]] <= alpha) from <- middle
            else to <- middle
        }
        c(rejected = from, kept = to)
    }
    n <- length(points)
    if (tails(d - points[1])[["upper"]] > alpha ||
        tails(d - points[n])[["lower"]] > alpha)
        return(c(NA, NA, NA))
    low <- cut("upper", 1, n)
    high <- cut("lower", n, 1)
    at <- function(k, way) if (k %% 2 == 1) points[k] else points[k + way]
    c(at(low[["kept"]], -1), at(high[["kept"]], 1),
      1 - tails(d - points[low[["rejected"]]])[["upper"]] -
          tails(d - points[high[["rejected"]]])[["lower"]])
}

# Limits of the noncentrality of an observed t.
ncp_limits <- function(t, df, level) {
    alpha <- (1 - level) / 2
    find <- function(p) {
        f <- function(ncp) suppressWarnings(pt(t, df, ncp)) - p
        low <- t - 6; high <- t + 6
        while (f(low) < 0) low <- low - 6
        while (f(high) > 0) high <- high + 6
        uniroot(f, c(low, high), tol = 1e-12)$root
    }
    if (abs(t) > 35) return(c(NA, NA))  # R's pt() loses its digits there
    c(find(1 - alpha), find(alpha))
}
detectable_ncp <- function(df, level, power) {
    q <- qt(1 - (1 - level) / 2, df)
    f <- function(ncp)
        pt(q, df, ncp, lower.tail = FALSE) + pt(-q, df, ncp) - power
    uniroot(f, c(0.01, 20), tol = 1e-12)$root
}
correction <- function(df)
    exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)

# Rouder et al (2009), equation 1.
jzs <- function(t, df, n, r = sqrt(2) / 2) {
    f <- function(g) (1 + n * g * r^2)^-0.5 *
        (1 + t^2 / ((1 + n * g * r^2) * df))^(-(df + 1) / 2) *
        (2 * pi)^-0.5 * g^-1.5 * exp(-1 / (2 * g))
    h <- function(u) f(exp(u)) * exp(u)
    integrate(h, -12, 40, rel.tol = 1e-10, subdivisions = 2000L)$value /
        (1 + t^2 / df)^(-(df + 1) / 2)
}

describe <- function(put, key, x) {
    n <- length(x)
    m <- mean(x)
    z <- (x - m) / sqrt(mean((x - m)^2))
    put(paste0(key, ".n"), n)
    put(paste0(key, ".mean"), m)
    put(paste0(key, ".sd"), sd(x))
    put(paste0(key, ".median"), median(x))
    put(paste0(key, ".q1"), quantile(x, 0.25, type = 7))
    put(paste0(key, ".q3"), quantile(x, 0.75, type = 7))
    put(paste0(key, ".min"), min(x))
    put(paste0(key, ".max"), max(x))
    put(paste0(key, ".skewness"), mean(z^3) * sqrt(n * (n - 1)) / (n - 2))
    put(paste0(key, ".kurtosis"),
        (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (mean(z^4) - 3) + 6))
}
put_ci <- function(put, key, limits) {
    put(paste0(key, ".lo"), limits[1])
    put(paste0(key, ".hi"), limits[2])
}
coefficient <- function(put, key, c, level) {
    put(paste0(key, ".estimate"), c$estimate)
    put(paste0(key, ".se"), c$se)
    put(paste0(key, ".df"), c$df)
    put(paste0(key, ".p"), 2 * pt(-abs(c$estimate / c$se), c$df))
    put_ci(put, paste0(key, ".ci"),
           c$estimate + c(-1, 1) * qt(1 - (1 - level) / 2, c$df) * c$se)
}

p_of <- function(c) 2 * pt(-abs(c$estimate / c$se), c$df)
region_p <- list()

