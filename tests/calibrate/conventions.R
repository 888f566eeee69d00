# Why operating.md is what it is: CONVENTIONS section 5 beside rules written
# anew here, of populations drawn anew. Base R, none of the program's code:
#     Rscript tests/calibrate/conventions.R >tests/calibrate/conventions.md
set.seed(1)

# Six outcomes of n people, Holm: what is said of each, %. D: n x 6 x repetitions.
shares <- function(D, S, turn) {
    n <- dim(D)[1]
    m <- turn * colMeans(D)
    se <- sqrt(pmax(colSums(D^2) - n * m^2, 0) / (n - 1) / n)
    p <- 2 * pt(-abs(m / se), n - 1)
    holm <- apply(p, 2, p.adjust, "holm")
    low <- m - qt(.975, n - 1) * se
    narrow <- function(side) m + side * qt(.95, n - 1) * se
    better <- holm < .05 & m > 0; worse <- holm < .05 & m < 0
    none <- !better & !worse & narrow(-1) > -S & narrow(1) < S
    100 * c(mean(better & low >= S),
            mean(better & low < S & narrow(1) >= S),
            mean(better & narrow(1) < S), mean(none),
            mean(!better & !worse & !none))
}
shown <- function(shares) paste(sprintf("%.1f", shares), collapse = "/")
said <- function(D, S, turn) shown(shares(D, S, turn))

# People whose k answers of 0..3 share a trait; sums from `mean`, changed by
# `change` exactly, correlated .6. Thresholds are .8 apart.
zero <- function(f, from, to) uniroot(f, c(from, to), tol = 1e-4)$root
people <- function(mean, change, k = 9, loading = .62, N = 2e5) {
    before <- rnorm(N); other <- rnorm(N)
    first <- matrix(rnorm(N * k), N); second <- matrix(rnorm(N * k), N)
    sums <- function(trait, noise, hard) {
        x <- loading * trait + sqrt(1 - loading^2) * noise - hard
        rowSums((x > -.8) + (x > 0) + (x > .8))
    }
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

# The second scale: one thing at a time of what the conventions leave open.
# Sums drawn whole, rounded and cut at the ends of the scale; r at the start.
sums <- function(mean, sd, ends, change, r, N = 4e5) {
    a <- rnorm(N); b <- r * a + sqrt(1 - r^2) * rnorm(N)
    cut <- function(x) pmin(pmax(round(x), ends[1]), ends[2])
    pre <- cut(mean + sd * a)
    shift <- zero(function(s) base::mean(cut(mean + s + sd * b) - pre) - change,
                  -5, 30)
    D <- cut(mean + shift + sd * b) - pre
    D - base::mean(D) + change
}
# Six outcomes of the same n people, whose changes go together: each person
# takes, in each outcome, a like place among all changes, sorted.
together <- function(D, n, between, repetitions = 8000) {
    size <- c(n, 6, repetitions)
    person <- aperm(array(rnorm(n * repetitions), size[c(1, 3, 2)]), c(1, 3, 2))
    place <- pnorm(sqrt(between) * person +
                   sqrt(1 - between) * array(rnorm(prod(size)), size))
    array(D[pmin(length(D), 1 + floor(length(D) * place))], size)
}
sizes <- c(12, 20, 50)
beside <- function(label, D, S, between)
    cat(sprintf("| %s | %.2f | %s |\n", label, sd(D) / S,
                paste(sapply(sizes, function(n)
                    said(together(sort(D), n, between), S, 1)),
                    collapse = " | ")))

S <- .4 * sd(people(18, 0, 12, .5)$pre)
items <- function(change) {
    all <- people(18, change * S, 12, .5)
    all$post - all$pre
}
cat("\n# Sums of 12 items 1-4: a true change of exactly S\n\nThe conventions ",
    "have 2/9/0/2/87, 2/24/0/4/69 and 2/77/0/5/15; their S is 2 of an SD of ",
    "5.\n\n| what is varied | SD of changes / S | n 12 | n 20 | n 50 |\n",
    "|---|---|---|---|---|\n", sep = "")
same <- items(1)
beside("normal changes, r .6", rnorm(4e5, 2, 5 * sqrt(.8)), 2, 0)
beside("normal changes, r .65", rnorm(4e5, 2, 5 * sqrt(.7)), 2, 0)
beside("whole sums from 30, cut at 12 and 48", sums(30, 5, c(12, 48), 2, .6), 2,
       0)
beside("whole sums from 36, cut at 12 and 48", sums(36, 5, c(12, 48), 2, .6), 2,
       0)
beside("12 items from 30", same, S, 0)
for (between in c(.2, .35, .5))
    beside(sprintf("12 items from 30; outcomes of a person correlate %.2f",
                   between), same, S, between)

# And whether what mends that cell mends the others: all of both scales.
table <- list(
    list("9", 0, c(0,0,0,84,16), c(0,0,0,98,2), c(0,0,0,99,0)),
    list("9", .5, c(0,12,1,45,42), c(0,22,9,58,11), c(0,4,81,15,0)),
    list("9", 1, c(2,74,1,4,19), c(3,92,4,1,0), c(2,93,5,0,0)),
    list("12", 0, c(0,0,0,5,94), c(0,0,0,25,74), c(0,0,0,86,13)),
    list("12", .5, c(0,2,0,4,93), c(0,4,0,16,80), c(0,15,0,47,38)),
    list("12", 1, c(2,9,0,2,87), c(2,24,0,4,69), c(2,77,0,5,15)),
    list("12", 2, c(30,37,0,0,33), c(51,46,0,0,4), c(89,11,0,0,0)))
changes <- lapply(table, function(row) {
    if (row[[1]] == "12") return(sort(items(row[[2]])))
    all <- people(12, -5 * row[[2]])
    sort(all$pre - all$post)
})
cat("\nAll cells of both scales at n 12, 20 and 50, by how the outcomes of a ",
    "person correlate:\n\n| correlation | furthest, points | mean, points |\n",
    "|---|---|---|\n", sep = "")
for (between in c(0, .1, .2, .3, .4, .5)) {
    off <- mapply(function(row, D) sapply(seq_along(sizes), function(i)
        abs(shares(together(D, sizes[i], between),
                   if (row[[1]] == "9") 5 else S, 1) - row[[i + 2]])),
        table, changes)
    cat(sprintf("| %.1f | %.1f | %.2f |\n", between, max(off), mean(off)))
}
cat("\nRounding, the ends of the scale and where people start move that cell ",
    "by half a point. A larger r finds\nmore at n 20, and then too much at n ",
    "50. Outcomes of the same people that go together are found together,\n",
    "which helps Holm's later steps where power is low. The conventions do not ",
    "say whether theirs do: a\ncorrelation of .3 fits all cells at once, and ",
    "what is left is within the errors of two simulations.\n", sep = "")
