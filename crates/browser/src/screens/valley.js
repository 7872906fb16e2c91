async () => {
  const [width, height] = [1600, 1000];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const wash = (top, bottom, from, to) => {
    const colours = pen.createLinearGradient(0, from, 0, to);
    colours.addColorStop(0, top);
    colours.addColorStop(1, bottom);
    return colours;
  };
  pen.fillStyle = wash("#3d6a94", "#f6c48c", 0, 620);
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#fff1d0";
  pen.beginPath();
  pen.arc(1130, 430, 62, 0, 2 * Math.PI);
  pen.fill();
  // Hills, the farther the paler.
  const hills = [
    ["#c79a86", "#a97b70", 520, 70, 0.0041, 0.3],
    ["#8f6f68", "#6d5652", 610, 60, 0.0062, 2.1],
    ["#5b6b4c", "#3f4f38", 700, 46, 0.0083, 4.4],
    ["#3c5034", "#22331f", 820, 34, 0.0049, 1.2],
  ];
  for (const [top, bottom, level, swing, often, shift] of hills) {
    pen.fillStyle = wash(top, bottom, level - swing, height);
    pen.beginPath();
    pen.moveTo(0, height);
    for (let x = 0; x <= width; x += 4) {
      const y = Math.sin(x * often + shift) + 0.3 * Math.sin(x * often * 3.7);
      pen.lineTo(x, level + swing * y);
    }
    pen.lineTo(width, height);
    pen.fill();
  }
  // A river that comes nearer, and an olive tree beside it.
  pen.fillStyle = wash("#f3cfa2", "#7fa3b8", 700, height);
  pen.beginPath();
  pen.moveTo(760, 720);
  pen.bezierCurveTo(700, 800, 980, 850, 700, height);
  pen.lineTo(1040, height);
  pen.bezierCurveTo(1120, 860, 800, 810, 790, 720);
  pen.fill();
  pen.strokeStyle = "#2b2119";
  pen.lineWidth = 26;
  pen.lineCap = "round";
  pen.beginPath();
  pen.moveTo(330, 930);
  pen.bezierCurveTo(350, 800, 300, 760, 340, 640);
  pen.stroke();
  const leaves = [
    [340, 560, 120],
    [240, 620, 92],
    [440, 610, 100],
    [300, 490, 84],
    [400, 500, 90],
  ];
  for (const [x, y, size] of leaves) {
    pen.fillStyle = wash("#66794f", "#33432c", y - size, y + size);
    pen.beginPath();
    pen.ellipse(x, y, size, size * 0.72, 0, 0, 2 * Math.PI);
    pen.fill();
  }
  const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  const chosen = new DataTransfer();
  chosen.items.add(new File([drawn], "IMG_0412.jpg", { type: "image/jpeg" }));
  const input = document.querySelector("[data-part=attach-input]");
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
