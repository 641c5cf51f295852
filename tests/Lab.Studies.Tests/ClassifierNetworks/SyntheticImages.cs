using System.Buffers.Binary;
using Lab.Models.Randomness;
using Lab.Studies.Images;

namespace Lab.Studies.Tests.ClassifierNetworks;

/// <summary>A folder of data with a small set in the place of 'fashion-mnist': ten classes,
/// each a bright square elsewhere.</summary>
public sealed class SyntheticImages : IDisposable
{
    private const int Side = 28;

    public SyntheticImages()
    {
        Folder = Directory.CreateTempSubdirectory("lab-data-").FullName;
        Environment.SetEnvironmentVariable(DataCatalog.FolderVariable, Folder);
        DataSetInfo set = DataCatalog.Find("fashion-mnist");
        Directory.CreateDirectory(Path.Combine(Folder, set.Name));
        foreach ((int file, int count) in ((int, int)[])[(0, 200), (2, 100)])
        {
            var random = RandomStream.For((ulong)file, "images");
            byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];
            byte[] pixels = new byte[count * Side * Side];
            for (int i = 0; i < count; i++)
            {
                for (int at = 0; at < 64; at++)
                {
                    int row = (labels[i] / 5 * 12) + 4 + (at / 8);
                    int column = (labels[i] % 5 * 4) + 2 + (at % 8);
                    pixels[(i * Side * Side) + (row * Side) + column] = (byte)(128 + random.NextInt32(128));
                }
            }

            File.WriteAllBytes(PathOf(set.Files[file]), [.. Header(3, count, Side, Side), .. pixels]);
            File.WriteAllBytes(PathOf(set.Files[file + 1]), [.. Header(1, count), .. labels]);
        }
    }

    public string Folder { get; }

    /// <summary>Lays the same images as EMNIST's letters are: rows and columns exchanged, classes counted from one.</summary>
    public void LayAsLetters()
    {
        IReadOnlyList<string> from = DataCatalog.Find("fashion-mnist").Files;
        IReadOnlyList<string> to = DataCatalog.Find("emnist-letters").Files;
        string folder = Directory.CreateDirectory(Path.Combine(Folder, "emnist-letters")).FullName;
        for (int file = 0; file < from.Count; file++)
        {
            byte[] bytes = File.ReadAllBytes(PathOf(from[file]));
            int header = file % 2 == 0 ? 16 : 8;
            byte[] laid = [.. bytes];
            for (int i = header; i < bytes.Length; i++)
            {
                (int image, int at) = Math.DivRem(i - header, Side * Side);
                int place = header + (image * Side * Side) + (at % Side * Side) + (at / Side);
                laid[file % 2 == 0 ? place : i] = (byte)(bytes[i] + (file % 2));
            }

            File.WriteAllBytes(Path.Combine(folder, to[file]), laid);
        }
    }

    public string PathOf(string file) => Path.Combine(Folder, "fashion-mnist", file);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataCatalog.FolderVariable, null);
        Directory.Delete(Folder, recursive: true);
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
