const compare = document.querySelector(".compare");
if (compare) {
  const slider = compare.querySelector("input");
  const show = () => compare.style.setProperty("--cut", slider.value + "%");
  slider.addEventListener("input", show);
  show();
}
