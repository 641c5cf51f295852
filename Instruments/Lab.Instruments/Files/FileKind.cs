namespace Lab.Instruments.Files;

/// <summary>The kind of a file at a path.</summary>
public enum FileKind
{
    /// <summary>A file with bytes on a disk.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, a device or a socket, which may never give a byte, or bytes without end.</summary>
    Special,
}
