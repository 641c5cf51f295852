namespace Lab.Modules.Loading;

/// <summary>The modules of a bench: what they and the shipped ones registered, and the files that this came from.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Files">The files of the user's modules, libraries that they need included;
/// empty where all ships with Lab.</param>
public sealed record LoadedModules(LabRegistry Registry, IReadOnlyList<ModuleFile> Files);
