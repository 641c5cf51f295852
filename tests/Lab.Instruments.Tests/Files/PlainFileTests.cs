using System.Diagnostics;
using Lab.Instruments.Files;

namespace Lab.Instruments.Tests.Files;

/// <summary>A thing that only looks like a file is refused without waiting for it.</summary>
public sealed class PlainFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lab-plain-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Open_DevicesPipesFoldersAndLinksToThem_AreRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string pipe = Path.Combine(folder, "pipe");
        using (var made = Process.Start("mkfifo", [pipe]))
        {
            made.WaitForExit();
        }

        string link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, "/dev/zero");
        foreach (string path in (string[])["/dev/zero", pipe, link, folder])
        {
            Assert.Contains(
                $"'{path}' is a ", Assert.Throws<IOException>(() => PlainFile.Open(path)).Message, StringComparison.Ordinal);
            Assert.Throws<IOException>(() => PlainFile.OpenText(path));
            Assert.Throws<IOException>(() => PlainFile.ReadText(path, 1));
        }
    }

    [Fact]
    public void ReadText_MoreBytesThanAllowed_TakesNoMemory()
    {
        string file = Path.Combine(folder, "large");
        using (FileStream large = File.Create(file))
        {
            large.SetLength(20 << 20); // without blocks on the disk
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(
            $"'{file}' has {20 << 20} bytes; at most {1 << 20} are read.",
            Assert.Throws<IOException>(() => PlainFile.ReadText(file, 1 << 20)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    // FIPS 180-2, example B.1.
    [Fact]
    public void Sha256_OfTheStandardsExample_IsTheStandards()
    {
        const string sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(sum, PlainFile.Sha256("abc"u8));
        Assert.Equal(sum, PlainFile.Sha256(new MemoryStream("abc"u8.ToArray())));
    }
}
