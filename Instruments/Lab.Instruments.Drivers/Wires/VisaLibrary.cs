using System.Reflection;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>
/// VISA.NET (IVI VPP-4.3.6), bound by name where it is installed: NationalInstruments.Visa's resource manager, or Ivi.Visa's global one,
/// which finds the VISA of any maker.
/// </summary>
internal sealed class VisaLibrary
{
    private static readonly Lazy<VisaLibrary?> Found = new(Find);

    private readonly Func<string, object> open;
    private readonly Func<string, IEnumerable<string>> find;

    private VisaLibrary(string name, Type manager, object? instance)
    {
        Name = name;
        open = OptionalAssembly.Require(manager.GetMethod("Open", [typeof(string)]), $"{manager.Name}.Open").CreateDelegate<Func<string, object>>(instance);
        find = OptionalAssembly.Require(manager.GetMethod("Find", [typeof(string)]), $"{manager.Name}.Find").CreateDelegate<Func<string, IEnumerable<string>>>(instance);
    }

    /// <summary>The library, if it is installed.</summary>
    public static VisaLibrary? Installed => Found.Value;

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    /// <summary>Binds Ivi.Visa.</summary>
    /// <exception cref="MissingMemberException">The assembly is not what its name says.</exception>
    public static VisaLibrary OfIvi(Assembly assembly) => new(
        assembly.GetName().Name!, OptionalAssembly.Require(assembly.GetType("Ivi.Visa.GlobalResourceManager"), "type Ivi.Visa.GlobalResourceManager"), instance: null);

    /// <summary>Binds NationalInstruments.Visa.</summary>
    /// <inheritdoc cref="OfIvi" path="/exception"/>
    public static VisaLibrary OfNationalInstruments(Assembly assembly)
    {
        Type manager = OptionalAssembly.Require(assembly.GetType("NationalInstruments.Visa.ResourceManager"), "type NationalInstruments.Visa.ResourceManager");
        return new VisaLibrary(assembly.GetName().Name!, manager, Activator.CreateInstance(manager));
    }

    /// <summary>The resources that match a VISA expression such as <c>?*INSTR</c>.</summary>
    public IReadOnlyList<string> FindResources(string expression)
    {
        try
        {
            return [.. find(expression)];
        }
        catch (Exception error) when (IsVisas(error))
        {
            return []; // VISA's way to say that there are none
        }
    }

    /// <summary>Opens a session.</summary>
    /// <exception cref="WireException">VISA cannot.</exception>
    public VisaSession Open(string resource, Duration timeout)
    {
        try
        {
            return new VisaSession(open(resource), timeout);
        }
        catch (Exception error) when (IsVisas(error) || error is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
        {
            throw new WireException(InstrumentFault.Disconnected, $"VISA cannot open it: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Whether an error is one of VISA's own.</summary>
    public static bool IsVisas(Exception error)
    {
        for (Type? type = error.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName == "Ivi.Visa.VisaException")
            {
                return true;
            }
        }

        return false;
    }

    private static VisaLibrary? Find()
    {
        try
        {
            return OptionalAssembly.Find("NationalInstruments.Visa", Folders()) is { } maker ? OfNationalInstruments(maker)
                : OptionalAssembly.Find("Ivi.Visa", Folders()) is { } common ? OfIvi(common)
                : null;
        }
        catch (Exception error) when (error is MissingMemberException or TargetInvocationException or TypeLoadException or IOException)
        {
            return null; // what is installed cannot be used here
        }
    }

    // Where the shared components' installer puts VISA.NET on Windows, the newest first (VPP-4.3.6, 2).
    private static IEnumerable<string> Folders() =>
        from variable in (string[])["VXIPNPPATH64", "VXIPNPPATH"]
        let root = Environment.GetEnvironmentVariable(variable)
        where root is not null
        let parent = Path.Combine(root, "Microsoft.NET")
        where Directory.Exists(parent)
        from file in Directory.EnumerateFiles(parent, "*.Visa.dll", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal)
        select Path.GetDirectoryName(file)!;
}
