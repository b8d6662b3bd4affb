#pragma once
// What a fake answers, in order; the last answer is given for ever.

#include <deque>
#include <initializer_list>
#include <utility>

namespace stackup::testing {

template <class T>
class Answers {
 public:
  Answers(std::initializer_list<T> answers) : left_(answers) {}

  T next() {
    T answer = left_.front();
    if (left_.size() > 1) left_.pop_front();
    return answer;
  }

 private:
  std::deque<T> left_;
};

}  // namespace stackup::testing
