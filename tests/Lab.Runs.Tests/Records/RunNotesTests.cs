using Lab.Runs.Records;
using Lab.Runs.Tests.Reports;

namespace Lab.Runs.Tests.Records;

public sealed class RunNotesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ChangeNotes_NoteAndTags_AreReadAgainAndLeaveTheRecordAlone()
    {
        RunFolder run = NewRun();
        string before = File.ReadAllText(Path.Combine(run.FullPath, "run.json"));

        run.ChangeNotes(notes => notes.WithNote(Noon, "the cable was moved\n"));
        run.ChangeNotes(notes => notes.WithTags(["good", "paper:fig3"], []));
        run.ChangeNotes(notes => notes.WithTags(["bad"], ["good"]));

        RunNotes read = run.ReadNotes();
        Assert.Equal([new RunNote(Noon, "the cable was moved")], read.Notes);
        Assert.Equal(["bad", "paper:fig3"], read.Tags);
        Assert.Equal(before, File.ReadAllText(Path.Combine(run.FullPath, "run.json")));
        Assert.Equal(["notes.json", "run.json"], Directory.GetFiles(run.FullPath).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ReadNotes_OfAnEarlierVersion_HaveNobody()
    {
        RunFolder run = NewRun();
        File.WriteAllText(
            Path.Combine(run.FullPath, "notes.json"),
            """{ "notes": [ { "time": "2026-03-04T12:00:00+00:00", "text": "old" } ], "tags": [] }""");

        run.ChangeNotes(notes => notes.WithNote(Noon, "new", "alice at 127.0.0.1"));

        Assert.Equal([new RunNote(Noon, "old"), new RunNote(Noon, "new", "alice at 127.0.0.1")], run.ReadNotes().Notes);
    }

    [Fact]
    public void ReadNotes_NoneWritten_AreNone() => Assert.Equal(RunNotes.None, NewRun().ReadNotes());

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData("a,b")]
    public void WithTags_NoWord_IsRefused(string tag) =>
        Assert.Contains($"'{tag}' is no tag", Assert.Throws<RunException>(() => RunNotes.None.WithTags([tag], [])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void WithTags_TagThatIsNotThere_IsNotTakenAway() => Assert.Equal(
        "The run has no tag 'bad'; it has good.",
        Assert.Throws<RunException>(() => RunNotes.None.WithTags(["good"], []).WithTags([], ["bad"])).Message);

    [Fact]
    public void ChangeNotes_WhileAnotherProgramWrites_IsRefusedAndLosesNothing()
    {
        RunFolder run = NewRun();
        run.ChangeNotes(notes => notes.WithTags(["good"], []));

        RunException? error = null;
        run.ChangeNotes(notes =>
        {
            error = Assert.Throws<RunException>(() => run.ChangeNotes(other => other.WithTags(["lost"], [])));
            return notes.WithTags(["second"], []);
        });

        Assert.StartsWith("The notes of '", error!.Message, StringComparison.Ordinal);
        Assert.Equal(["good", "second"], run.ReadNotes().Tags);
    }

    [Fact]
    public void ReadNotes_NoNotesOfLab_SaysWhichFile()
    {
        RunFolder run = NewRun();
        File.WriteAllText(Path.Combine(run.FullPath, "notes.json"), "[1");

        Assert.Contains("notes.json' cannot be read as the notes of a run", Assert.Throws<RunException>(run.ReadNotes).Message,
            StringComparison.Ordinal);
    }

    private RunFolder NewRun()
    {
        var run = RunFolder.Create(folder.Path, "spin-diode", Noon);
        run.WriteInfo(SpinDiodeSample.Info);
        return run;
    }
}
