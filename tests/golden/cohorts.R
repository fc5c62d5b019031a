# Run from the project's root:  Rscript tests/golden/cohorts.R
# Writes two made-up data sets: parallel.csv (40 people in two arms, up to 84 days, about a quarter of the
# days missing, unequal lengths, one person with a single day) and switchers.csv (30 people who change from
# one program to the other at staggered days). Scores are whole numbers from 0 to 10; people differ in level
# and slope, and errors are AR(1) with .5 a day. m is the run-in mean, with two decimals.
source("tests/golden/numbers.R")
set.seed(20260105)

# Errors of one person on days 0..n-1: AR(1), stationary, standard deviation `sd`.
draw_errors <- function(n, rho, sd) {
  e <- numeric(n)
  e[1] <- rnorm(1)
  for (t in seq_len(n)[-1]) e[t] <- rho * e[t - 1] + sqrt(1 - rho^2) * rnorm(1)
  sd * e
}

as_score <- function(x) pmin(pmax(round(x), 0), 10)

# One person's reported days: `mean` (one value a day) plus own level and slope plus errors.
draw_person <- function(id, days, mean, columns) {
  n <- length(days)
  level <- rnorm(1, 0, 1.5)
  slope <- rnorm(1, 0, 0.15)
  run_in <- as_score(5 + level + draw_errors(14, .5, 1.2))
  y <- as_score(mean + level + slope * days / 7 + draw_errors(n, .5, 1.2))
  reported <- runif(n) > .25
  reported[1] <- TRUE
  kept <- cbind(data.frame(person = id, day = days), columns, y = y,
                run_in_mean = round(mean(sample(run_in, sample(7:14, 1))), 2))
  kept[reported, ]
}

lengths <- c(rep(84, 26), sample(20:83, 12), 1, 5)
parallel <- do.call(rbind, lapply(1:40, function(i) {
  arm <- i %% 2
  days <- seq_len(lengths[i]) - 1
  draw_person(sprintf("p%02d", i), days, 5 - .25 * arm * days / 7,
              data.frame(arm = rep(if (arm) "core_focused" else "standard_crunch", length(days))))
}))
write_data(parallel, "parallel.csv")

switchers <- do.call(rbind, lapply(1:30, function(i) {
  days <- seq_len(c(84, 70, 63)[i %% 3 + 1]) - 1
  switch <- sample(21:49, 1)
  after <- as.numeric(days >= switch)
  draw_person(sprintf("s%02d", i), days, 5 - .5 * after - .1 * after * (days - switch) / 7,
              data.frame(treated = after, days_since_switch = after * (days - switch)))
}))
write_data(switchers, "switchers.csv")
cat(nrow(parallel), "and", nrow(switchers), "rows\n")
