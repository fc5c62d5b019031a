# Run from the project's root, after cohorts.R and sleepstudy.R:  Rscript tests/golden/dense_sandwich.R
# Writes dense_numbers.csv: the definitions of this package in base R with dense matrices, no shortcuts:
# the REML optimum polished by Newton's method until nothing moves, CR2 in whitened coordinates with its
# Satterthwaite df by the N x N trace formula, and each person's own level and slope.
#
# The definition (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018). With R_i = L L' the AR(1) correlation of
# person i's errors and * = L^-1 (.) what is whitened by it: V* = I + Z* G Z*' (in units of sigma^2),
# M = (sum X*' V*^-1 X*)^-1, D the symmetric square root of V*, B = D (V* - X* M X*') D,
# A = D B^{+1/2} D, s_i = X*' V*^-1 A e*, V_CR2 = M (sum s s') M.
# clubSandwich does the same without whitening, in the original coordinates. (Which root D of V is taken does
# not matter, D'D = V is enough; the coordinates do, unless errors are independent, where both are the same.)
# Quantities "se_cr2_unwhitened" and "df_cr2_unwhitened" repeat its definition here: they equal clubSandwich's
# numbers, so that what differs is the definition alone.
source("tests/golden/numbers.R")
source("tests/golden/designs.R")

# The pieces of the likelihood at theta = (l11, l21, l22, atanh rho); G = Lambda Lambda', rho 0 if absent.
pieces <- function(set, theta) {
  lambda <- matrix(c(theta[1], theta[2], 0, theta[3]), 2)
  rho <- if (length(theta) == 4) tanh(theta[4]) else 0
  lapply(split(seq_along(set$y), set$frame$person), function(rows) {
    day <- set$frame$day[rows]
    gap <- abs(outer(day, day, "-"))
    R <- if (rho == 0) diag(length(rows)) else rho^gap
    Z <- set$Z[rows, , drop = FALSE]
    list(rows = rows, X = set$X[rows, , drop = FALSE], Z = Z, y = set$y[rows], R = R, G = tcrossprod(lambda),
         V = R + Z %*% tcrossprod(lambda) %*% t(Z))
  })
}

estimate <- function(set, theta, reml = TRUE) {
  parts <- pieces(set, theta)
  solved <- lapply(parts, function(p) {
    U <- chol(p$V)
    list(X = backsolve(U, p$X, transpose = TRUE), y = backsolve(U, p$y, transpose = TRUE),
         log = 2 * sum(log(diag(U))))
  })
  X <- do.call(rbind, lapply(solved, `[[`, "X"))
  y <- unlist(lapply(solved, `[[`, "y"))
  W <- crossprod(X)
  beta <- solve(W, crossprod(X, y))
  df <- if (reml) length(y) - ncol(X) else length(y)
  sigma2 <- sum((y - X %*% beta)^2) / df
  deviance <- sum(sapply(solved, `[[`, "log")) + df * (1 + log(2 * pi * sigma2)) +
    (if (reml) as.numeric(determinant(W)$modulus) else 0)
  list(deviance = deviance, beta = drop(beta), sigma2 = sigma2, M = solve(W), parts = parts)
}

# Newton's method with fourth-order differences; the deviance is smooth and theta has three or four numbers.
gradient <- function(f, at, h = 2e-3) sapply(seq_along(at), function(k) {
  e <- replace(numeric(length(at)), k, h)
  (8 * (f(at + e) - f(at - e)) - (f(at + 2 * e) - f(at - 2 * e))) / (12 * h)
})
polish <- function(set, theta, reml = TRUE) {
  f <- function(at) estimate(set, at, reml)$deviance
  far <- function(at) tryCatch(f(at), error = function(e) 1e10)  # a step so long that V is singular
  theta <- optim(theta, far, method = "BFGS", control = list(reltol = 1e-13))$par
  for (step in 1:8) {
    H <- sapply(seq_along(theta), function(k) {
      e <- replace(numeric(length(theta)), k, 2e-3)
      (gradient(f, theta + e) - gradient(f, theta - e)) / 4e-3
    })
    move <- solve((H + t(H)) / 2, gradient(f, theta))
    theta <- theta - move
    if (max(abs(move)) < 1e-9) break
  }
  cat(sprintf("%s: %d Newton steps, the last %.0e; theta %s\n", set$name, step, max(abs(move)),
              paste(sprintf("%.8f", theta), collapse = " ")))
  theta
}

power <- function(S, p, drop = 1e-10) {
  e <- eigen(S, symmetric = TRUE)
  scaled <- ifelse(e$values > drop * max(e$values), abs(e$values)^p, 0)
  e$vectors %*% (scaled * t(e$vectors))
}

# CR2 SE and df of each row of L; `whiten` the coordinates, or leave them as they are, as clubSandwich does.
sandwich <- function(fit, n, L, whiten) {
  M <- fit$M
  X <- matrix(0, n, ncol(M)); V <- matrix(0, n, n); K <- W <- list()
  for (k in seq_along(fit$parts)) {
    p <- fit$parts[[k]]
    C <- if (whiten) t(chol(p$R)) else diag(length(p$rows))
    x <- forwardsolve(C, p$X)
    v <- forwardsolve(C, t(forwardsolve(C, p$V)))
    e <- forwardsolve(C, p$y - p$X %*% fit$beta)
    D <- power(v, .5)
    A <- D %*% power(D %*% (v - x %*% M %*% t(x)) %*% D, -.5) %*% D
    K[[k]] <- M %*% t(x) %*% solve(v) %*% A  # (p, n_i): what takes residuals to the estimate's error
    W[[k]] <- K[[k]] %*% e
    X[p$rows, ] <- x; V[p$rows, p$rows] <- v
  }
  vcov <- tcrossprod(do.call(cbind, W))
  left <- diag(n) - X %*% M %*% t(solve(V, X))
  df <- apply(L, 1, function(l) {
    g <- sapply(seq_along(fit$parts), function(k)
      t(left[fit$parts[[k]]$rows, , drop = FALSE]) %*% t(l %*% K[[k]]))
    P <- t(g) %*% V %*% g
    sum(diag(P))^2 / sum(P^2)
  })
  list(se = sqrt(diag(L %*% vcov %*% t(L))), df = df)
}

# Each person's own deviations with their SD given the data and beta; then their own level at day 0 and slope,
# fixed effects included, with the SD of the prediction's error, beta's uncertainty included (Henderson 1975).
own_lines <- function(fit, set) {
  t(sapply(fit$parts, function(p) {
    GZ <- p$G %*% t(p$Z)
    W <- GZ %*% solve(p$V)
    u <- W %*% (p$y - p$X %*% fit$beta)
    given <- p$G - W %*% t(GZ)
    line <- matrix(0, 2, ncol(p$X), dimnames = list(NULL, colnames(p$X)))
    line[1, set$levels] <- line[2, set$slopes] <- p$X[1, set$levels]
    more <- line - W %*% p$X
    c(u, sqrt(fit$sigma2 * diag(given)), line %*% fit$beta + u,
      sqrt(fit$sigma2 * diag(given + more %*% fit$M %*% t(more))))
  }))
}

keep_set <- function(set, errors) {
  model <- paste0(errors, "_reml")
  theta <- polish(set, if (errors == "ar1") c(.3, 0, .1, .55) else c(.9, 0, .12))
  fit <- estimate(set, theta)
  keep(set$name, model, "beta", setNames(fit$beta, colnames(set$X)))
  keep(set$name, model, "se", sqrt(fit$sigma2 * diag(set$L %*% fit$M %*% t(set$L))), rownames(set$L))
  G <- fit$parts[[1]]$G * fit$sigma2
  keep_spread(set$name, model, G, sqrt(fit$sigma2))
  if (errors == "ar1") keep(set$name, model, "rho", tanh(theta[4]))
  keep(set$name, model, "loglik", -fit$deviance / 2)
  for (whiten in c(TRUE, FALSE)) {
    told <- sandwich(fit, length(set$y), set$L, whiten)
    suffix <- if (whiten) "" else "_unwhitened"
    keep(set$name, model, paste0("se_cr2", suffix), told$se, rownames(set$L))
    keep(set$name, model, paste0("df_cr2", suffix), told$df, rownames(set$L))
  }
  own <- own_lines(fit, set)
  quantities <- c("blup_intercept", "blup_slope", "blup_sd_intercept", "blup_sd_slope", "own_intercept",
                  "own_slope", "own_se_intercept", "own_se_slope")
  for (k in 1:8) keep(set$name, model, quantities[k], own[, k], rownames(own))
  likelihood <- estimate(set, polish(set, theta, FALSE), FALSE)
  keep(set$name, paste0(errors, "_ml"), "beta", setNames(likelihood$beta, colnames(set$X)))
  keep(set$name, paste0(errors, "_ml"), "loglik", -likelihood$deviance / 2)
}

sleep <- read.csv("tests/golden/sleepstudy.csv")
sleep <- list(name = "sleepstudy", frame = data.frame(person = factor(sleep$subject), day = sleep$day),
              X = cbind(intercept = 1, day = sleep$day), Z = cbind(1, sleep$day), y = sleep$reaction,
              L = contrasts_of(c("intercept", "day"), "intercept", "day", 8),
              levels = "intercept", slopes = "day")
keep_set(sleep, "iid")
for (set in list(read_parallel(), read_switchers())) for (errors in c("iid", "ar1")) keep_set(set, errors)
keep_versions()
write_numbers("dense_numbers.csv")
