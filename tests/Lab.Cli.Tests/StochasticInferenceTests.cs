using System.Buffers.Binary;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Inference on the wire of the shipped bench.</summary>
public sealed class StochasticInferenceTests : IDisposable
{
    private const int Side = 28;

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task An_inference_that_was_killed_in_mid_image_goes_on_to_the_same_answer()
    {
        string[] inference =
        [
            "run", "stochastic-inference", "--set", $"data={WriteImages()}", "--set", "classes=0, 1",
            "--set", "training_images=0", "--set", "epochs=5", "--set", "learning_rate=0.05",
            "--set", "test_images=20", "--set", "samples=4",
        ];
        (await work.RunAsync(inference[1..])).Succeeds();
        string runs = work.Join("killed");
        await using LabProcess run = LabProcess.Start(work.Folder, [.. inference, "--runs-dir", runs]);

        // A point is 24 shots, one after the other: the run dies between two of them.
        await run.WaitForAsync(line => LabProcess.PointsDone(line) >= 3);
        run.Signal("KILL");
        await run.ExitAsync();
        RunFolder folder = Assert.Single(RunFolder.List(runs));
        Assert.InRange(folder.CountPoints(), 3, 39);

        (await Workplace.LabAsync("resume", folder.FullPath, "--runs-dir", runs)).Succeeds();

        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
        Assert.Equal(work.OnlyRun().ReadInfo().Results, folder.ReadInfo().Results);
    }

    // Squares in two places, as files of IDX.
    private string WriteImages()
    {
        string folder = work.Join("images");
        Directory.CreateDirectory(folder);
        foreach (string part in (string[])["train", "t10k"])
        {
            const int count = 40;
            byte[] labels = [.. Enumerable.Range(0, count).Select(image => (byte)(image % 2))];
            byte[] pixels = new byte[count * Side * Side];
            for (int at = 0; at < pixels.Length; at++)
            {
                int left = 4 + (8 * labels[at / (Side * Side)]);
                (int row, int column) = (at / Side % Side, at % Side);
                bool isLit = row is >= 8 and < 16 && column >= left && column < left + 12;
                pixels[at] = isLit ? byte.MaxValue : (byte)0;
            }

            File.WriteAllBytes(
                Path.Combine(folder, $"{part}-images-idx3-ubyte"), [.. Header(3, count, Side, Side), .. pixels]);
            File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte"), [.. Header(1, count), .. labels]);
        }

        return folder;
    }

    private static byte[] Header(byte sides, params int[] sizes)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, sides);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        }

        return header;
    }
}
