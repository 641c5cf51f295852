using System.IO.Compression;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.Images;

namespace Lab.Studies.Tests.ClassifierNetworks;

/// <summary>Sets of images as libraries and publishers lay them. One after the other:
/// the folder of data is the process's.</summary>
[Collection(nameof(SyntheticImages))]
public sealed class ImageLayoutTests : IDisposable
{
    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Theory]
    [InlineData("FashionMNIST/raw", false)]
    [InlineData("fashion-mnist/raw", false)]
    [InlineData("fashion_mnist/gzip", false)]
    [InlineData("Fashion-MNIST", true)]
    [InlineData("fashion-mnist", true)]
    public void Load_AnyLayout_IsTheSet(string folder, bool isDotted)
    {
        Move(folder, name => isDotted ? name.Replace("-idx", ".idx", StringComparison.Ordinal) : name);
        Assert.Equal(200, DataCatalog.Load("fashion-mnist").Training.Count);
    }

    [Fact]
    public void Load_PackedWithoutItsEnding_AndUnpackedWithIt_IsTheSet()
    {
        string images = data.PathOf("train-images-idx3-ubyte");
        byte[] content = File.ReadAllBytes(images);
        using (var packed = new GZipStream(File.Create(images), CompressionMode.Compress))
        {
            packed.Write(content);
        }

        File.Move(data.PathOf("t10k-images-idx3-ubyte"), data.PathOf("t10k-images-idx3-ubyte.gz"));
        Assert.Equal(200, DataCatalog.Load("fashion-mnist").Training.Count);
        Assert.Equal(100, DataCatalog.Load("fashion-mnist").Test.Count);
    }

    [Fact]
    public void Load_WhatIsNearlyThere_NamesIt()
    {
        string near = Path.Combine(data.Folder, "downloads", "train-images.zip");
        Directory.CreateDirectory(Path.GetDirectoryName(near)!);
        File.WriteAllText(near, "PK");
        File.Delete(data.PathOf("train-images-idx3-ubyte"));
        string message = Assert.Throws<RunException>(() => DataCatalog.Load("fashion-mnist")).Message;
        Assert.Contains(
            $"nor with .idx in the place of -idx. {near} is near to it; is it meant?", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OfAnotherSet_IsToldByItsSha256()
    {
        DataSetInfo known = DataCatalog.Find("mnist");
        string labels = data.PathOf("train-labels-idx1-ubyte");
        string sha256 = IdxFile.Read(labels, sides: 1).Sha256;
        DataSetInfo same = known with { Sha256 = [known.Sha256[0], sha256, .. known.Sha256.Skip(2)] };
        Assert.Equal(sha256, DataCatalog.Check(same, 1, labels).Sha256);
        string message = Assert.Throws<RunException>(() => DataCatalog.Check(known, 1, labels)).Message;
        Assert.StartsWith(
            $"{labels} is not that of 'mnist': its unpacked SHA-256 is {sha256}", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_OnASetOfOnesOwn_SaysWhatItIs()
    {
        string own = Path.Combine(data.Folder, "squares");
        Move("squares", name => name.Replace("t10k", "test", StringComparison.Ordinal));
        DataSetInfo set = DataCatalog.Find(own);
        Assert.Equal((10, 0), (set.Classes, set.FirstLabel));
        StudyLab.Outcome outcome = await StudyLab.RunAsync(
            new ResonatorMnistProtocol(), seed: 1, "data=squares", "seeds=1", "learning_rate=0.0001", "batch=20", "epochs=1");
        Assert.Equal(2, outcome.Data.Count);
        object settings = SettingsBinder.Bind(typeof(ResonatorMnistSettings), new Dictionary<string, string> { ["data"] = own });
        ReadData read = Assert.Single(new ResonatorMnistProtocol().Create((ResonatorMnistSettings)settings).LookAtData());
        Assert.Equal((200, 100, 28), (read.Counts["training images"], read.Counts["test images"], read.Counts["rows"]));
        Assert.Equal(10, read.Classes.Count);
        Assert.All(read.Classes, each => Assert.Equal(20, each.Count));
    }

    [Fact]
    public void FilesOf_ASetOfOnesOwn_AreItsFourFiles()
    {
        Move("squares", name => name);
        Assert.Equal(4, DataCatalog.FilesOf("squares").Count);
        Assert.All(DataCatalog.FilesOf("squares"), file => Assert.Equal(
            ("data", false, true), (file.Setting, file.IsKept, File.Exists(file.Path))));
        Assert.Empty(DataCatalog.FilesOf("nowhere"));
    }

    [Fact]
    public void Read_PackedThatUnpacksToFarMoreThanItIs_IsRefused()
    {
        const int images = 1 << 15;
        string file = data.PathOf("bomb");
        using (var packing = new System.IO.Compression.GZipStream(
            File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        {
            packing.Write([0, 0, 8, 3, 0, 0, 0x80, 0, 0, 0, 0, 32, 0, 0, 0, 32]);
            for (int i = 0; i < images; i++)
            {
                packing.Write(new byte[1024]);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(file, sides: 3));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 << 20);
    }

    [Fact]
    public void Read_PackedThatAnnouncesMoreThanFollows_TakesNoMemory()
    {
        string file = data.PathOf("labels");
        using (var packing = new System.IO.Compression.GZipStream(
            File.Create(file), System.IO.Compression.CompressionLevel.Fastest))
        {
            packing.Write([0, 0, 8, 1, 0, 0xFF, 0, 0, 1, 2, 3]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "is cut off: 16711680 are announced, 3 bytes follow.",
            Assert.Throws<InvalidDataException>(() => IdxFile.Read(file, sides: 1)).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Find_AFolderWithoutItsFiles_SaysWhichAreExpected()
    {
        Directory.CreateDirectory(Path.Combine(data.Folder, "few"));
        Assert.Contains(
            "has 0 of the four files of a set of images",
            Assert.Throws<RunException>(() => DataCatalog.Find("few")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "or a folder with four files in the IDX format",
            Assert.Throws<RunException>(() => DataCatalog.Find("none")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatAnnouncesMoreThanItCanHold_TakesNoMemory()
    {
        string images = data.PathOf("train-images-idx3-ubyte");
        File.WriteAllBytes(images, [0, 0, 8, 3, 0, 0, 0x80, 0, 0, 0, 0, 128, 0, 0, 0, 128, 1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "is cut off: 32768 × 128 × 128 are announced, 3 bytes follow.",
            Assert.Throws<InvalidDataException>(() => IdxFile.Read(images, sides: 3)).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private void Move(string folder, Func<string, string> rename)
    {
        string from = Path.Combine(data.Folder, "fashion-mnist");
        string to = Path.Combine(data.Folder, folder);
        string aside = Path.Combine(data.Folder, "aside");
        Directory.Move(from, aside);
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(aside))
        {
            File.Move(file, Path.Combine(to, rename(Path.GetFileName(file))));
        }

        Directory.Delete(aside);
    }
}
