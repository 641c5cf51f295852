using System.Reflection;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>Assemblies that may be installed beside this program or not, found by name at run time: nothing is built against them.</summary>
internal static class OptionalAssembly
{
    /// <summary>Loads an assembly from where the program lies, from the folder that the variable <c>LAB_LIBRARIES</c> names, or from the
    /// folders given; <see langword="null"/> where it is in none.</summary>
    public static Assembly? Find(string name, params IEnumerable<string> folders)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception error) when (error is IOException or BadImageFormatException)
        {
            // Not among the program's own.
        }

        string? own = Environment.GetEnvironmentVariable("LAB_LIBRARIES");
        foreach (string file in (own is null ? folders : folders.Prepend(own)).Select(folder => Path.Combine(folder, $"{name}.dll")).Where(File.Exists))
        {
            try
            {
                return Assembly.LoadFrom(file);
            }
            catch (Exception error) when (error is IOException or BadImageFormatException)
            {
                // Made for another system; the next may fit.
            }
        }

        return null;
    }

    /// <summary>A member that the library must have.</summary>
    /// <exception cref="MissingMemberException">It has none of that name.</exception>
    public static T Require<T>(T? member, string name)
        where T : class => member ?? throw new MissingMemberException($"The library has no {name}.");
}
