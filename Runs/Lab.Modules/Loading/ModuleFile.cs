namespace Lab.Modules.Loading;

/// <summary>A file of a module as it was loaded.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, in small hexadecimal digits.</param>
public sealed record ModuleFile(string Path, long Bytes, string Sha256);
