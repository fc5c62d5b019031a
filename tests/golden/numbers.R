# Shared by the scripts beside it: collects numbers in long form and writes them with 15 digits.
numbers <- NULL

# Adds one row a value; `term` defaults to the names of `value`.
keep <- function(set, model, quantity, value, term = names(value)) {
  if (is.null(term)) term <- ""
  numbers <<- rbind(numbers, data.frame(set = set, model = model, quantity = quantity, term = unname(term),
                                        value = sprintf("%.15g", unname(value))))
}

# Which software made the file, so that a number that moves can be explained.
keep_versions <- function(...) {
  packages <- as.character(c(...))
  versions <- vapply(packages, function(p) as.character(packageVersion(p)), "")
  rows <- data.frame(set = "versions", model = c("R", packages), quantity = "version", term = "",
                     value = c(paste(R.version$major, R.version$minor, sep = "."), unname(versions)))
  numbers <<- rbind(numbers, rows)
}

write_numbers <- function(name) {
  path <- file.path("tests", "golden", name)
  write.csv(numbers, path, row.names = FALSE, quote = FALSE)
  cat(nrow(numbers), "numbers in", path, "\n")
}

write_data <- function(frame, name) {
  write.csv(frame, file.path("tests", "golden", name), row.names = FALSE, quote = FALSE)
}

# Estimates, standard errors and df of named linear contrasts (rows of `L`) under clubSandwich's CR2.
keep_cr2 <- function(set, model, fit, L, cluster = NULL) {
  V <- if (is.null(cluster)) clubSandwich::vcovCR(fit, type = "CR2")
       else clubSandwich::vcovCR(fit, type = "CR2", cluster = cluster)
  told <- clubSandwich::linear_contrast(fit, V, L, test = "Satterthwaite")
  keep(set, model, "se_cr2", told$SE, rownames(L))
  keep(set, model, "df_cr2", told$df, rownames(L))
}

# Unit vectors named by coefficient, and the difference at a horizon: `at` + horizon * `slope`.
contrasts_of <- function(names, at, slope, horizon) {
  L <- diag(length(names))
  dimnames(L) <- list(names, names)
  last <- setNames(numeric(length(names)), names)
  last[c(at, slope)] <- c(1, horizon)
  rbind(L, horizon = last)
}

# Standard deviations and correlation of intercept and slope from their covariance matrix.
keep_spread <- function(set, model, G, sigma) {
  keep(set, model, "sd", c(intercept = sqrt(G[1, 1]), slope = sqrt(G[2, 2]), residual = sigma))
  keep(set, model, "correlation", c(intercept_slope = G[1, 2] / sqrt(G[1, 1] * G[2, 2])))
}
