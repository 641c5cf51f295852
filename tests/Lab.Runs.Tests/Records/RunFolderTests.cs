using Lab.Runs.Records;

namespace Lab.Runs.Tests.Records;

public sealed class RunFolderTests : IDisposable
{
    private static readonly DateTimeOffset Started = new(2026, 3, 4, 14, 5, 9, TimeSpan.FromHours(1));

    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void Create_IsNamedAfterTimeAndProtocol() =>
        Assert.Equal("20260304-130509-spin-diode", RunFolder.Create(runs.Path, "spin-diode", Started).Name);

    [Fact]
    public void Create_InTheSameSecond_CountsUp() => Assert.Equal(
        ["20260304-130509-a", "20260304-130509-a-2", "20260304-130509-a-3"],
        Enumerable.Range(0, 3).Select(_ => RunFolder.Create(runs.Path, "a", Started).Name));

    [Fact]
    public async Task Create_ByManyAtOnce_GivesEachItsOwn()
    {
        RunFolder[] folders = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => Task.Run(() => RunFolder.Create(runs.Path, "a", Started))));

        Assert.Equal(32, folders.Select(folder => folder.FullPath).Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Create_NameThatIsNoFolder_SaysSo(string name)
    {
        var error = Assert.Throws<RunException>(() => RunFolder.Create(name, "a", Started));

        Assert.StartsWith($"The runs folder '{name}' cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ByName_ByBeginning_ByPath()
    {
        RunFolder first = RunFolder.Create(runs.Path, "a", Started);
        RunFolder second = RunFolder.Create(runs.Path, "b", Started.AddSeconds(1));

        Assert.Equal(first.FullPath, RunFolder.Open(runs.Path, first.Name).FullPath);
        Assert.Equal(second.FullPath, RunFolder.Open(runs.Path, "20260304-130510").FullPath);
        Assert.Equal(second.FullPath, RunFolder.Open("elsewhere", second.FullPath).FullPath);
    }

    [Fact]
    public void Open_NameThatIsTheBeginningOfAnother_IsTheExactOne()
    {
        RunFolder first = RunFolder.Create(runs.Path, "a", Started);
        RunFolder.Create(runs.Path, "a", Started);

        Assert.Equal(first.FullPath, RunFolder.Open(runs.Path, first.Name).FullPath);
    }

    [Fact]
    public void Open_Unknown_SaysWhatShowsThem()
    {
        var error = Assert.Throws<RunException>(() => RunFolder.Open(runs.Path, "2027"));

        Assert.Equal($"There is no run '2027' in '{runs.Path}'. 'lab runs list' shows those there are.", error.Message);
    }

    [Fact]
    public void Open_BeginningOfSeveral_NamesThem()
    {
        RunFolder.Create(runs.Path, "a", Started);
        RunFolder.Create(runs.Path, "b", Started);

        var error = Assert.Throws<RunException>(() => RunFolder.Open(runs.Path, "2026"));

        Assert.Equal("'2026' is the beginning of 2 runs: 20260304-130509-a, 20260304-130509-b.", error.Message);
    }

    [Fact]
    public void List_IgnoresWhatIsNoRun()
    {
        RunFolder.Create(runs.Path, "a", Started);
        Directory.CreateDirectory(runs.Join("not-a-run"));
        File.WriteAllText(runs.Join("file"), "x");

        Assert.Single(RunFolder.List(runs.Path));
        Assert.Empty(RunFolder.List(runs.Join("nowhere")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"run\": 1}")]
    [InlineData(
        "{ \"run\": \"a\", \"protocol\": \"b\", \"version\": \"1\", \"settings\": {}, \"bench\": \"c\", \"results\": null }")]
    [InlineData("{ \"run\": null, \"protocol\": \"b\", \"version\": \"1\", \"settings\": {}, \"bench\": \"c\" }")]
    [InlineData(
        "{ \"run\": \"a\", \"protocol\": \"b\", \"version\": \"1\", \"settings\": {}, \"bench\": \"c\", \"status\": "
            + "\"finished\" }")]
    [InlineData("{ \"run\": \"a\", \"protocol\": \"b\", \"version\": \"1\", \"settings\": {}, \"bench\": \"c\", \"seed\": -1 }")]
    [InlineData(
        "{ \"run\": \"a\\njunctions: {}\", \"protocol\": \"b\", \"version\": \"1\", \"settings\": {}, \"bench\": \"c\" }")]
    [InlineData("not json")]
    public void ReadInfo_HostileText_IsAnErrorOfTheFile(string text)
    {
        RunFolder folder = RunFolder.Create(runs.Path, "a", Started);
        File.WriteAllText(Path.Combine(folder.FullPath, "run.json"), text);

        var error = Assert.Throws<RunException>(folder.ReadInfo);

        Assert.Contains("run.json'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadInfo_KeysOfALaterVersion_AreIgnored()
    {
        RunFolder folder = RunFolder.Create(runs.Path, "a", Started);
        File.WriteAllText(
            Path.Combine(folder.FullPath, "run.json"),
            "{ \"run\": \"a\", \"protocol\": \"b\", \"version\": \"9\", \"settings\": {}, \"bench\": \"c\", \"hologram\": [1] }");

        Assert.Equal("9", folder.ReadInfo().Version);
    }

    [Fact]
    public void WriteInfo_ThenRead_IsTheSame_EvenNaN()
    {
        RunFolder folder = RunFolder.Create(runs.Path, "a", Started);
        var info = new RunInfo
        {
            Run = folder.Name,
            Protocol = "a",
            Version = "1",
            Bench = "b",
            Seed = ulong.MaxValue,
            Status = RunStatus.Failed,
            Reason = "quote \" and µ and line\nbreak",
            Settings = new Dictionary<string, string> { ["field"] = "120 mT" },
            Results = [new Lab.Runs.Results.ResultValue("x", double.NaN, "V", double.PositiveInfinity, "X.")],
        };

        folder.WriteInfo(info);

        Assert.Equal(RunFolder.ToJson(info), RunFolder.ToJson(folder.ReadInfo()));
        Assert.Equal(["run.json"], Directory.GetFiles(folder.FullPath).Select(file => Path.GetFileName(file)));
    }
}
