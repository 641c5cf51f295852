namespace Lab.Cli.Tests.Modules;

/// <summary>The cost of modules for a run that has none, or has had them before.</summary>
public sealed class ModuleStartTests : IDisposable
{
    private readonly OddBench odd = new();

    public void Dispose() => odd.Dispose();

    [Fact]
    public async Task The_compiler_is_loaded_only_to_compile()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // whose maps of a process are read here
        }

        File.Copy(OddBench.Assembly, odd.Work.Join("OddInstrument.dll"));
        odd.Work.Write("empty.cs", OddBench.EmptyModule);
        string bench = odd.Write("OddInstrument.dll", "empty.cs");
        Assert.True(await LoadsCompilerAsync(bench)); // first use
        Assert.False(await LoadsCompilerAsync(bench));
        Assert.False(await LoadsCompilerAsync(odd.Work.WriteBench()));
    }

    private async Task<bool> LoadsCompilerAsync(string bench)
    {
        await using LabProcess server = await LabProcess.ServeAsync(odd.Work.Folder, "--bench", bench);
        return (await File.ReadAllTextAsync($"/proc/{server.Id}/maps")).Contains(
            "Microsoft.CodeAnalysis", StringComparison.Ordinal);
    }
}
