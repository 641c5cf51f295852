namespace Lab.Runs.Records;

/// <summary>A file as a run read it.</summary>
/// <param name="Setting">The setting that names it; <c>bench</c> for the bench file, <c>device</c> for the device file that it
/// names, <c>module</c> for a file of a module.</param>
/// <param name="Path">Its full path; for a bench that ships with Lab, its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, in small hexadecimal digits.</param>
/// <param name="Copy">The copy in the run's folder, relative to it; <see langword="null"/> for a file that is too large for
/// one.</param>
public sealed record RunFile(string Setting, string Path, long Bytes, string Sha256, string? Copy);
