using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Lab.Cli.Tests;

/// <summary>The findings of <c>lab doctor</c>, with stand-ins for VISA.NET laid out as installers lay it out.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Maker = "NationalInstruments.Visa";
    private const string Common = "Ivi.Visa";

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_see_what_is_missing_and_how_to_mend_it()
    {
        Answer answer = (await DoctorAsync([])).Succeeds();
        JsonElement net = Wire(answer, "VISA.NET");
        JsonElement native = Wire(answer, "VISA (C library)");

        Assert.StartsWith(".NET 10.", answer.Json.GetProperty("runtime").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [true, true], ((string[])["Socket", "VXI-11"]).Select(name => Wire(answer, name).GetProperty("usable").GetBoolean()));
        Assert.False(net.GetProperty("usable").GetBoolean());
        Assert.Contains("LAB_LIBRARIES names the folders", net.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(native.GetProperty("usable").GetBoolean());
        Assert.Contains(
            "Install NI-VISA, Keysight IO Libraries or R&S VISA",
            native.GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_read_it_as_a_table()
    {
        Answer answer = (await Workplace.LabAsync("doctor")).Succeeds();

        Assert.Contains("TCPIP::host::5025::SOCKET", answer.Output, StringComparison.Ordinal);
        Assert.Contains(
            "can be used. './lab bench scan' shows which instruments answer.", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visa_net_in_one_folder_is_found()
    {
        string folder = Put("both", Maker, Common);

        JsonElement net = Wire(await DoctorAsync([$"LAB_LIBRARIES={folder}"]), "VISA.NET");

        AssertIs(net, Maker, folder);
    }

    [Fact]
    public async Task Visa_net_in_the_folders_of_its_installers_is_found()
    {
        string root = work.Join("VISA");
        string maker = Put("VISA/Microsoft.NET/Framework64/v4.0.30319/NI VISA.NET 26.0", Maker);
        Put("VISA/Microsoft.NET/Framework64/v4.0.30319/VISA.NET Shared Components 8.0.2", Common);

        AssertIs(Wire(await DoctorAsync([$"VXIPNPPATH64={root}"]), "VISA.NET"), Maker, maker);
    }

    [Fact]
    public async Task Visa_net_with_half_of_it_in_a_folder_that_is_named_is_found()
    {
        string maker = Put("VISA/Microsoft.NET/Framework64/v4.0.30319/NI VISA.NET 26.0", Maker);
        string common = Put("elsewhere", Common);

        AssertIs(Wire(
            await DoctorAsync([$"VXIPNPPATH64={work.Join("VISA")}", $"LAB_LIBRARIES={work.Join("nothing")}:{common}"]),
            "VISA.NET"), Maker, maker);
    }

    [Fact]
    public async Task Visa_net_of_the_shared_components_alone_is_found()
    {
        string common = Put("VISA/Microsoft.NET/Framework64/v4.0.30319/VISA.NET Shared Components 8.0.2", Common);

        AssertIs(Wire(await DoctorAsync([$"VXIPNPPATH64={work.Join("VISA")}"]), "VISA.NET"), Common, common);
    }

    [Fact]
    public async Task Visa_net_beside_the_program_is_found()
    {
        string program = CopyOfProgram(work.Join("program"));
        string folder = Put("program", Maker, Common);

        AssertIs(Wire(await DoctorAsync([], program), "VISA.NET"), Maker, folder);
    }

    [Fact]
    public async Task Visa_net_made_for_dotnet_comes_before_a_newer_one_for_the_framework()
    {
        string framework = Directory.CreateDirectory(
            work.Join("VISA/Microsoft.NET/Framework64/v4.0.30319/VISA.NET Shared Components 9.0.0")).FullName;
        WriteEmpty(Path.Combine(framework, $"{Common}.dll"), ".NETFramework,Version=v4.7.2");
        string common = Put("VISA/Microsoft.NET/net8.0", Common);

        AssertIs(Wire(await DoctorAsync([$"VXIPNPPATH64={work.Join("VISA")}"]), "VISA.NET"), Common, common);
    }

    [Fact]
    public async Task Visa_net_that_cannot_be_used_is_named_with_its_reasons()
    {
        string maker = Put("VISA/Microsoft.NET/NI VISA.NET 26.0", Maker); // without Ivi.Visa, which it needs
        string broken = Directory.CreateDirectory(work.Join("VISA/Microsoft.NET/VISA.NET Shared Components 8.0.2")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, $"{Common}.dll"), "no assembly");

        JsonElement net = Wire(await DoctorAsync([$"VXIPNPPATH64={work.Join("VISA")}"]), "VISA.NET");

        Assert.False(net.GetProperty("usable").GetBoolean());
        string detail = net.GetProperty("detail").GetString()!;
        Assert.Contains(
            $"{Path.Combine(maker, $"{Maker}.dll")}: Could not load file or assembly 'Ivi.Visa",
            detail,
            StringComparison.Ordinal);
        Assert.Contains($"{Path.Combine(broken, $"{Common}.dll")}: ", detail, StringComparison.Ordinal);
    }

    private static JsonElement Wire(Answer answer, string name) =>
        answer.Json.GetProperty("wires").EnumerateArray().Single(wire => wire.GetProperty("wire").GetString() == name);

    private static void AssertIs(JsonElement net, string name, string folder)
    {
        string detail = net.GetProperty("detail").GetString()!;
        Assert.True(net.GetProperty("usable").GetBoolean(), detail);
        Assert.StartsWith($"{name} ", detail, StringComparison.Ordinal);
        Assert.Contains("0 instruments listed", detail, StringComparison.Ordinal);
        Assert.EndsWith($"({Path.Combine(folder, $"{name}.dll")})", detail, StringComparison.Ordinal);
    }

    // The stand-ins are built for the driver tests; to this program they are installed libraries.
    private static string Built(string name) => Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        name,
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        $"{name}.dll");

    // The folder of a program is where its file really lies; what it loads from there may be links.
    private static string CopyOfProgram(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string entry in Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(LabProcess.Program)!))
        {
            string name = Path.GetFileName(entry);
            if (name.StartsWith("lab.", StringComparison.Ordinal))
            {
                File.Copy(entry, Path.Combine(folder, name));
            }
            else
            {
                File.CreateSymbolicLink(Path.Combine(folder, name), entry);
            }
        }

        return Path.Combine(folder, "lab.dll");
    }

    private static void WriteEmpty(string file, string target)
    {
        ConstructorInfo attribute = typeof(TargetFrameworkAttribute).GetConstructor([typeof(string)])!;
        var assembly = new PersistedAssemblyBuilder(
            new AssemblyName(Path.GetFileNameWithoutExtension(file)) { Version = new Version(9, 0, 0, 0) },
            typeof(object).Assembly,
            [new CustomAttributeBuilder(attribute, [target])]);
        assembly.DefineDynamicModule(assembly.GetName().Name!);
        assembly.Save(file);
    }

    private string Put(string folder, params string[] names)
    {
        string full = Directory.CreateDirectory(work.Join(folder)).FullName;
        foreach (string name in names)
        {
            File.Copy(Built(name), Path.Combine(full, $"{name}.dll"));
        }

        return full;
    }

    private Task<Answer> DoctorAsync(string[] environment, string? program = null) => LabProcess.RunAsync(
        work.Folder,
        "env",
        [
            "-u",
            "LAB_VISA",
            "-u",
            "LAB_LIBRARIES",
            "-u",
            "VXIPNPPATH64",
            "-u",
            "VXIPNPPATH",
            .. environment,
            "dotnet",
            program ?? LabProcess.Program,
            "doctor",
            "--json"
        ]);
}
