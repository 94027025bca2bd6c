# What the report's page is made of, in the order in which it is put together.
set(report_page_styles page.css sections.css)
set(report_page_scripts
    elements.js text.js colours.js pictures.js curves.js summary.js training.js classes.js probabilities.js
    numbers.js surface.js weights.js health.js comparison.js reproduce.js sweep.js main.js)
