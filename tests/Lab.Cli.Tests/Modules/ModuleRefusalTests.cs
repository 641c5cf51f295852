using Lab.Instruments.Terminals;

namespace Lab.Cli.Tests.Modules;

/// <summary>Modules that cannot be used say where, why and what to do, and nothing of a stack.</summary>
public sealed class ModuleRefusalTests : IDisposable
{
    private readonly OddBench odd = new();

    private Workplace Work => odd.Work;

    public void Dispose() => odd.Dispose();

    [Fact]
    public async Task A_file_that_does_not_compile_is_told_line_by_line()
    {
        string file = Work.Write(
            "bad.cs", OddBench.EmptyModule.Replace("public string Name", "public string Nam", StringComparison.Ordinal));

        (await ShowAsync("bad.cs")).FailsWith(
            2,
            $"{file}: the module does not compile; mend what the lines below say.\n{file}:1: 'Empty' does not implement "
                + "interface member 'ILabModule.Name' (CS0535).");
    }

    [Fact]
    public async Task Style_and_unused_things_keep_no_module_from_running()
    {
        Work.Write("untidy.cs", "using System.Xml;\n"
            + OddBench.EmptyModule.Replace("    {\n    }", "    { int unused; string no = null; }", StringComparison.Ordinal));
        File.Copy(OddBench.Assembly, Work.Join("OddInstrument.dll"));

        (await ShowAsync("untidy.cs", "OddInstrument.dll")).Succeeds();
    }

    [Theory]
    [InlineData(
        "public sealed class Nothing;",
        "it holds no public class that implements ILabModule. Add one, which registers what the module brings.")]
    [InlineData(
        "public sealed class Needy(int number) : Lab.Modules.ILabModule { public string Name => \"needy\"; public void "
            + "Register(Lab.Modules.LabRegistry registry) { _ = number; } }",
        "Needy has no public constructor without parameters. Give it one.")]
    [InlineData(
        "public sealed class Broken : Lab.Modules.ILabModule { public string Name => \"broken\"; public void "
            + "Register(Lab.Modules.LabRegistry registry) => throw new FormatException(\"no calibration\"); }",
        "its module throws in Register: FormatException: no calibration. Mend the module, or take it away from the bench.")]
    [InlineData(
        "public sealed class Copy : Lab.Modules.ILabModule { public string Name => \"copy\"; public void "
            + "Register(Lab.Modules.LabRegistry registry) => "
            + "registry.Add(Lab.Instruments.Drivers.Nanovoltmeters.Keithley2182A.Description); }",
        "there is a driver 'keithley-2182a' already, from Lab. Give the module's another name.")]
    [InlineData(
        "public sealed class Twice : Lab.Modules.ILabModule { public string Name => \"twice\"; public void "
            + "Register(Lab.Modules.LabRegistry registry) { registry.AddTruth(\"a\", (_, _, _, _) => null!); "
            + "registry.AddTruth(\"a\", (_, _, _, _) => null!); } }",
        "the module registers a hidden truth for 'a' twice. Register it once.")]
    public async Task A_module_that_registers_nothing_usable_says_why(string code, string reason)
    {
        string file = Work.Write("odd.cs", code);

        (await ShowAsync("odd.cs")).FailsWith(2, $"{file}: {reason}");
    }

    [Fact]
    public async Task A_driving_terminal_without_a_rank_is_refused()
    {
        string file = Work.Write("unsafe.cs", """
            using Lab.Instruments;
            using Lab.Instruments.Terminals;
            using Lab.Modules;
            using Lab.Quantities;

            public interface IHeater : IDrivesSample;

            public sealed class Unsafe : ILabModule
            {
                public string Name => "unsafe";

                public void Register(LabRegistry registry) => registry.Add(new InstrumentKind("a heater", typeof(IHeater),
                    [new TerminalDefinition { Channels = [ChannelDefinition.Of<Power>("power")] }]));
            }
            """);

        (await ShowAsync("unsafe.cs")).FailsWith(
            2,
            $"{file}: a heater sets something at its terminal, which has no SafeRank and so would be left on; give it one "
                + "(SafeRanks has the usual turns).");
    }

    [Fact]
    public async Task A_module_of_another_version_is_refused()
    {
        string file = Work.Join("other.dll");
        await File.WriteAllBytesAsync(file, OddBench.BuiltAgainst(major: 7));

        (await ShowAsync("other.dll")).FailsWith(
            2, $"{file}: the module was built against Lab 7.1, and this is Lab 0.1. Build it against this version.");
    }

    [Fact]
    public async Task What_is_no_assembly_or_not_there_is_said_so()
    {
        string file = Work.Write("text.dll", "not an assembly");

        (await ShowAsync("text.dll")).FailsWith(
            2, $"{file}: this is no assembly of .NET. Put libraries of other kinds elsewhere, or build the module for .NET.");
        (await ShowAsync("gone.cs")).FailsWith(
            2,
            $"{Work.Join("odd.yaml")}: modules names 'gone.cs', which is not there: '{Work.Join("gone.cs")}'. A path is "
                + "relative to the bench file.");
        (await ShowAsync("odd.py")).FailsWith(
            2,
            $"{Work.Join("odd.yaml")}: modules names 'odd.py', which ends in neither .dll nor .cs. A module is an assembly or a "
                + "C# file.");
    }

    [Fact]
    public async Task Modules_that_any_user_may_change_are_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // whose folders have no such mode
        }

        string bench = odd.WriteWithFolder();
        File.SetUnixFileMode(Work.Join("modules"), File.GetUnixFileMode(Work.Join("modules")) | UnixFileMode.OtherWrite);

        Answer answer = await Workplace.LabAsync("bench", "show", bench);

        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith(
            $"'{Work.Join("modules")}' holds modules, which run as part of Lab, and any user of this computer may write there.",
            answer.Message,
            StringComparison.Ordinal);
    }

    private Task<Answer> ShowAsync(params string[] modules) => Workplace.LabAsync("bench", "show", odd.Write(modules));
}
