"""The hand that every picture is drawn in: style, lettering, a page in inches, symbols of formations."""
