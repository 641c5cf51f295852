using System.Reflection;

namespace Lab.Wires;

/// <summary>Assemblies that may be installed beside this program or not, found by name at run time:
/// nothing is built against them.</summary>
internal static class OptionalAssembly
{
    /// <summary>The variable that names folders with such assemblies, divided as the system divides paths.</summary>
    public const string Variable = "LAB_LIBRARIES";

    /// <summary>The folders that hold for every such assembly: those of <c>LAB_LIBRARIES</c>, then the program's own.</summary>
    public static IEnumerable<string> Folders =>
        (Environment.GetEnvironmentVariable(Variable) ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Append(AppContext.BaseDirectory);

    /// <summary>Loads an assembly that the program itself has, or one from <see cref="Folders"/>; <see langword="null"/> where it
    /// is in none.</summary>
    public static Assembly? Find(string name) =>
        Own(name) ?? Folders
            .Select(folder => Path.Combine(folder, $"{name}.dll"))
            .Where(File.Exists)
            .Select(TryLoad)
            .FirstOrDefault(found => found is not null);

    /// <summary>Loads an assembly that is one of the program's own; <see langword="null"/> where it is not.</summary>
    public static Assembly? Own(string name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception error) when (IsMisfit(error))
        {
            return null;
        }
    }

    /// <summary>Loads the assembly of a file; <see langword="null"/> where it is made for another system.</summary>
    public static Assembly? TryLoad(string file)
    {
        try
        {
            return Assembly.LoadFrom(file);
        }
        catch (Exception error) when (IsMisfit(error))
        {
            return null;
        }
    }

    /// <summary>Whether an error means that an assembly, or something that it needs,
    /// is not there or made for another system.</summary>
    public static bool IsMisfit(Exception error) => error
        is IOException or BadImageFormatException or PlatformNotSupportedException or TypeLoadException
            or TypeInitializationException
        or MissingMemberException or TargetInvocationException;

    /// <summary>A member that the library must have.</summary>
    /// <exception cref="MissingMemberException">It has none of that name.</exception>
    public static T Require<T>(T? member, string name)
        where T : class => member ?? throw new MissingMemberException($"The library has no {name}.");
}
