# Why operating.md is what it is: CONVENTIONS section 5 beside rules written
# anew here, of populations drawn anew. Base R, none of the program's code:
#     Rscript tests/calibrate/conventions.R >tests/calibrate/conventions.md
set.seed(1)

# Six outcomes of n people, Holm: what is said of each, %. D: n x 6 x repetitions.
said <- function(D, S, turn) {
    n <- dim(D)[1]
    m <- turn * colMeans(D)
    se <- sqrt(pmax(colSums(D^2) - n * m^2, 0) / (n - 1) / n)
    p <- 2 * pt(-abs(m / se), n - 1)
    holm <- apply(p, 2, p.adjust, "holm")
    low <- m - qt(.975, n - 1) * se
    narrow <- function(side) m + side * qt(.95, n - 1) * se
    better <- holm < .05 & m > 0; worse <- holm < .05 & m < 0
    none <- !better & !worse & narrow(-1) > -S & narrow(1) < S
    shares <- c(mean(better & low >= S),
                mean(better & low < S & narrow(1) >= S),
                mean(better & narrow(1) < S), mean(none),
                mean(!better & !worse & !none))
    paste(sprintf("%.1f", 100 * shares), collapse = "/")
}

# People whose k answers of 0..3 share a trait; sums from `mean`, changed by
# `change` exactly, correlated .6. Thresholds are .8 apart.
people <- function(mean, change, k = 9, loading = .62, N = 2e5) {
    before <- rnorm(N); other <- rnorm(N)
    first <- matrix(rnorm(N * k), N); second <- matrix(rnorm(N * k), N)
    sums <- function(trait, noise, hard) {
        x <- loading * trait + sqrt(1 - loading^2) * noise - hard
        rowSums((x > -.8) + (x > 0) + (x > .8))
    }
    zero <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-4)$root
    hard <- zero(function(h) base::mean(sums(before, first, h)) - mean, -3, 3)
    pre <- sums(before, first, hard)
    r <- .6; shift <- 0
    post <- function(r, shift)
        sums(r * before + sqrt(1 - r^2) * other + shift, second, hard)
    for (round in 1:4) {
        shift <- zero(function(s) base::mean(post(r, s) - pre) - change, -5, 5)
        r <- zero(function(q) cor(pre, post(q, shift)) - .6, 0, .999)
    }
    list(pre = pre, post = post(r, shift) - base::mean(post(r, shift) - pre) +
                           change)
}

cat("# Sums near a floor: the conventions' first scale, simulated apart\n\n",
    "Made by conventions.R; S 5, six outcomes, Holm. Per outcome, %: by at ",
    "least S / whether by S unclear /\nby less / none that matters / cannot ",
    "tell. 48,000 outcomes a cell: simulation errors of up to 0.3 points.\n\n",
    "| change; who | SD before, after, of changes | n 12 | n 20 |\n",
    "|---|---|---|---|\n", sep = "")
row <- function(label, change, spread, draw) {
    cell <- function(n)
        said(array(draw(n * 6 * 8000), c(n, 6, 8000)), 5, -1)
    cat(sprintf("| %.1f; %s | %s | %s | %s |\n", -change, label, spread,
                cell(12), cell(20)))
}
for (change in c(-2.5, -5, -10)) {
    row("normal changes", change, "6.00, 6.00, 5.37",
        function(n) rnorm(n, change, 6 * sqrt(.8)))
    for (from in c(12, 12 - change * .3)) {
        all <- people(from, change)
        D <- all$post - all$pre
        row(sprintf("9 items, from a mean of %g", from), change,
            sprintf("%.2f, %.2f, %.2f", sd(all$pre), sd(all$post), sd(D)),
            function(n) sample(D, n, TRUE))
    }
}
cat("\nThe conventions have, of true changes of 2.5 and 5: 0/12/1/45/42 and ",
    "2/74/1/4/19 at n 12,\n0/22/9/58/11 and 3/92/4/1/0 at n 20; of 10: 92 and ",
    "100 by at least S. These are people who start at 12\nand come near the ",
    "floor, where sums spread less. The rule is the same everywhere.\n",
    sep = "")
