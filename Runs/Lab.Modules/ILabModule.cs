namespace Lab.Modules;

/// <summary>A part of Lab that brings things of its own: kinds of instruments, drivers, twins, parts of the sample, wires,
/// protocols, calibrations.</summary>
/// <remarks>The parts that ship with Lab register in the same way. A module of a user is a public class with a constructor
/// without parameters, in an assembly or in one C# file beside the bench file.</remarks>
public interface ILabModule
{
    /// <summary>Its name, for messages.</summary>
    string Name { get; }

    /// <summary>Adds what the module brings. Called once for each registry; it opens nothing and reads no file.</summary>
    /// <param name="registry">Takes it up.</param>
    /// <exception cref="ModuleException">The registry refuses a thing, such as a second one of a name.</exception>
    void Register(LabRegistry registry);
}
