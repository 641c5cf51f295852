namespace Lab.Modules.Loading;

/// <summary>A module that is to be loaded.</summary>
/// <param name="Path">The full path of its assembly or C# file.</param>
public sealed record ModuleSource(string Path)
{
    /// <summary>The file's name as its author gave it, where a copy of it lies under another.</summary>
    public string Name { get; init; } = System.IO.Path.GetFileName(Path);

    /// <summary>The SHA-256 that its bytes must have, in small hexadecimal digits; <see langword="null"/> for any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether it was named; a file of the folder <c>modules</c> may be a library that a module needs.</summary>
    public bool IsNamed { get; init; } = true;
}
