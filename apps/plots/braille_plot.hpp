// A curve drawn in the dots of braille letters, for terminals.
#pragma once

#include <string>
#include <vector>

// `values`, from left to right with equal distances, between 0 and their largest: `height` lines of
// `width` letters, each two dots wide and four high.  Where there are more values than dots, a column of
// dots spans those it stands for.
// REQUIRES: at least one value, none negative; width, height ≥ 1.
std::vector<std::string> braille_plot(const std::vector<double>& values, int width, int height);
