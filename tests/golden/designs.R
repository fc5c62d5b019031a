# The fixed effects of the two made-up data sets; used by mixed_models.R and dense_sandwich.R.
# m is the run-in mean, centred at the mean over people.
read_parallel <- function() {
  d <- read.csv("tests/golden/parallel.csv")
  d <- transform(add_time(d), arm = as.numeric(arm == "core_focused"))
  d$arm_week <- d$arm * d$week
  build_set("parallel", d, c("week", "arm", "arm_week", "m", "m_week"), "arm", "arm_week", 8,
            c("intercept", "arm", "m"), c("week", "arm_week", "m_week"))
}

read_switchers <- function() {
  d <- add_time(read.csv("tests/golden/switchers.csv"))
  d$weeks_since_switch <- d$days_since_switch / 7
  build_set("switchers", d, c("week", "treated", "weeks_since_switch", "m", "m_week"),
            "treated", "weeks_since_switch", 4, c("intercept", "m"), c("week", "m_week"))
}

add_time <- function(d) {
  d$person <- factor(d$person)
  d$week <- d$day / 7
  d$m <- d$run_in_mean - mean(tapply(d$run_in_mean, d$person, `[`, 1))
  d$m_week <- d$m * d$week
  d
}

# `levels` are the columns of a person's level at day 0 (control program), `slopes` the same times the week.
build_set <- function(name, frame, columns, at, slope, horizon, levels, slopes) {
  X <- cbind(intercept = 1, as.matrix(frame[columns]))
  list(name = name, frame = frame, formula = paste("y ~", paste(columns, collapse = " + ")), X = X,
       Z = cbind(1, frame$week), y = frame$y, L = contrasts_of(colnames(X), at, slope, horizon),
       levels = levels, slopes = slopes)
}
