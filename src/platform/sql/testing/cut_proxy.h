// Stands between a client and a MariaDB server and cuts the connection at a chosen statement:
// before the server hears it, after the server has answered it, or so that only the client notices.
#pragma once

#include <atomic>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace mirante::sql::testing {

class CutProxy {
 public:
  /// Listens on the socket `front` and speaks to the one at `back`.
  CutProxy(std::string front, std::string back);
  ~CutProxy();
  CutProxy(const CutProxy&) = delete;
  CutProxy& operator=(const CutProxy&) = delete;

  enum class Cut : std::uint8_t {
    before,     // Both sides lose the connection; the server never heard the statement.
    after,      // The server has answered; the client never hears it.
    half_open,  // The server never heard it and does not notice that the client is gone.
  };
  /// Cuts at the next `times` statements that are exactly `text`.
  void cut_at(std::string text, Cut cut, int times = 1);
  /// Nobody gets through until this is undone.
  void refuse(bool is_refusing) { is_refusing_ = is_refusing; }
  int cuts() const { return cuts_; }

 private:
  struct Pair {
    int client = -1;
    int server = -1;
    bool is_answer_swallowed = false;
  };

  void run();
  void accept_one();
  void from_client(Pair& pair);
  void from_server(Pair& pair);
  static void hang_up(Pair& pair);
  bool is_cut_here(const std::string& bytes, Cut& cut);

  const std::string front_;
  const std::string back_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  std::atomic<bool> is_refusing_ = false;
  std::atomic<int> cuts_ = 0;
  std::mutex mutex_;
  std::string text_;       // Under mutex_.
  Cut cut_ = Cut::before;  // Under mutex_.
  int times_ = 0;          // Under mutex_.
  std::list<Pair> pairs_;
  std::jthread thread_;
};

}  // namespace mirante::sql::testing
