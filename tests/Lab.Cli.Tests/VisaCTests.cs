namespace Lab.Cli.Tests;

/// <summary>The program with the stand-in for the VISA C library, which has one device, GPIB0::1::INSTR.</summary>
public sealed class VisaCTests : IDisposable
{
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory, "visa_double.so");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_name_the_library_to_use()
    {
        Answer answer = (await LabAsync($"LAB_VISA={Library}", "doctor", "--json")).Succeeds();

        Assert.Contains(
            $"{Library} of the Lab tests, version 5.8.2; 1 instrument listed",
            answer.Json.GetProperty("wires").EnumerateArray()
                .Single(wire => wire.GetProperty("wire").GetString() == "VISA (C library)").GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_see_what_answers_behind_it()
    {
        Answer answer = (await LabAsync($"LAB_VISA={Library}", "bench", "scan")).Succeeds();

        Assert.Contains("GPIB0::1::INSTR", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Lab,VISA double,0,1.0", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_what_to_install_where_no_wire_opens_an_address()
    {
        string file = work.WriteBench(("sim:", "USB0::0x0957::0x1F01::MY12345::INSTR"));

        Answer answer = await LabAsync("LAB_VISA=/nowhere/libvisa.so", "bench", "check", file);

        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains(
            "Only VISA opens addresses of this kind, and none works here (/nowhere/libvisa.so: ",
            answer.Message,
            StringComparison.Ordinal);
        Assert.Contains("; install NI-VISA, Keysight IO Libraries or R&S VISA", answer.Message, StringComparison.Ordinal);
        Assert.Contains("'lab doctor' shows what was looked for", answer.Message, StringComparison.Ordinal);
    }

    private Task<Answer> LabAsync(string variable, params string[] arguments) => LabProcess.RunAsync(
        work.Folder,
        "env",
        ["-u", "LAB_LIBRARIES", "-u", "VXIPNPPATH64", "-u", "VXIPNPPATH", variable, "dotnet", LabProcess.Program, .. arguments]);
}
