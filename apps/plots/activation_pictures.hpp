// Activations as SVG and HTML.
#pragma once

#include <string>
#include <vector>

#include "plots/activation_study.hpp"

// A picture that a file or a page can hold.
struct Picture {
  std::string title;
  std::string description;
  double width = 0.0;
  double height = 0.0;
  std::string body;
};

// A plot alone.
Picture picture_of(const Plot& plot, const std::string& title);
// One activation with what there is to know; several as a gallery.
Picture picture_of(const ActivationStudy& study, const StudyRange& range);
Picture gallery_of(const std::vector<ActivationStudy>& studies, const StudyRange& range);
// Two plots side by side, as of values and slopes.
Picture pair_of(const std::string& title, const std::string& note, const Plot& left, const Plot& right);

std::string svg_file(const Picture& picture);

// A part of a page: pictures side by side, where there is room, and lines of words below: what, and value.
struct PageSection {
  std::vector<Picture> pictures;
  std::string heading;
  std::string formula;
  std::vector<std::pair<std::string, std::string>> words;
};
std::string html_page(const std::string& title, const std::string& introduction,
                      const std::vector<PageSection>& sections);
