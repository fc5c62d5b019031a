# Run from the project's root:  Rscript tests/golden/pooling.R
# Base R only. Writes pooling_people.csv (sets of estimates with standard errors) and pooling.csv: tau^2 by REML
# (a general-purpose optimiser on the restricted likelihood in matrix form, and the log of tau where it is not 0),
# the pooled estimate, Hartung-Knapp's standard error as weighted least squares gives it, the safeguarded one,
# ranges, Q, I^2 and the prediction. The set "bcg" is Colditz et al. 1994 (JAMA 271:698), log risk ratios of the 13
# trials; metafor's documentation prints for it tau^2 0.3132, tau 0.5597, estimate -0.7145, Q(12) 152.2330.
options(digits = 17)

bcg <- matrix(c(
  4, 119, 11, 128,  6, 300, 29, 274,  3, 228, 11, 209,  62, 13536, 248, 12619,  33, 5036, 47, 5761,
  180, 1361, 372, 1079,  8, 2537, 10, 619,  505, 87886, 499, 87892,  29, 7470, 45, 7232,  17, 1699, 65, 1600,
  186, 50448, 141, 27197,  5, 2493, 3, 2338,  27, 16886, 29, 17825), ncol = 4, byrow = TRUE)
treated <- bcg[, 1] + bcg[, 2]; control <- bcg[, 3] + bcg[, 4]
sets <- list(
  bcg = list(value = log(bcg[, 1] / treated) - log(bcg[, 3] / control),
             se = sqrt(1 / bcg[, 1] - 1 / treated + 1 / bcg[, 3] - 1 / control)),
  people = list(value = c(-2.1, -0.4, -1.3, 0.2, -0.9, -1.8), se = c(0.5, 0.7, 0.4, 0.9, 0.6, 0.55)),
  three = list(value = c(-3.0, 0.5, -1.0), se = c(0.5, 0.6, 0.4)),
  agree = list(value = c(-1.0, -1.1, -0.9, -1.05, -0.95), se = c(0.5, 0.6, 0.4, 0.8, 0.7)))

restricted <- function(tau2, y, v) {
  V <- diag(v + tau2); X <- matrix(1, length(y)); W <- solve(V)
  P <- W - W %*% X %*% solve(t(X) %*% W %*% X) %*% t(X) %*% W
  as.numeric(determinant(V)$modulus + determinant(t(X) %*% W %*% X)$modulus + t(y) %*% P %*% y)
}

rows <- NULL; people <- NULL
for (name in names(sets)) {
  y <- sets[[name]]$value; s <- sets[[name]]$se; k <- length(y)
  best <- optim(log(var(y) + 0.01), function(l) restricted(exp(l), y, s^2), method = "BFGS",
                control = list(reltol = 1e-15, maxit = 1000))
  # the slope of the criterion, solved for 0 (or the edge, where it never is)
  slope <- function(t) { w <- 1 / (s^2 + t); m <- sum(w * y) / sum(w)
    sum(w) - sum(w^2) / sum(w) - sum(w^2 * (y - m)^2) }
  tau2 <- if (slope(0) >= 0) 0 else uniroot(slope, c(0, 10 * var(y)), tol = 1e-14)$root
  stopifnot(abs(exp(best$par) - tau2) < 1e-4)
  fit <- lm(y ~ 1, weights = 1 / (s^2 + tau2))
  knha <- summary(fit)$coefficients[1, 2]
  plain <- sqrt(1 / sum(1 / (s^2 + tau2)))
  se <- max(knha, plain)
  estimate <- unname(coef(fit))
  fixed <- lm(y ~ 1, weights = 1 / s^2)
  q <- sum(residuals(fixed)^2 / s^2)
  half <- qt(0.975, k - 1) * se
  spread <- qt(0.975, k - 2) * sqrt(tau2 + se^2)
  numbers <- c(tau2 = tau2, estimate = estimate, se_hartung_knapp = knha, se = se, df = k - 1,
               low = estimate - half, high = estimate + half,
               predicted_low = estimate - spread, predicted_high = estimate + spread,
               q = q, i2 = max(0, 1 - (k - 1) / q))
  rows <- rbind(rows, data.frame(set = name, name = names(numbers), value = unname(numbers)))
  people <- rbind(people, data.frame(set = name, value = y, se = s))
}
write.csv(format(rows, digits = 15, trim = TRUE), "tests/golden/pooling.csv", row.names = FALSE, quote = FALSE)
write.csv(format(people, digits = 17, trim = TRUE), "tests/golden/pooling_people.csv", row.names = FALSE,
          quote = FALSE)
